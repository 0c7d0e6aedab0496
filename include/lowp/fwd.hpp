// lowp/fwd.hpp -- the names that interfaces mention, declared and no more.
//
// What two translation units compiled for different machines may exchange, and nothing else: lowp/core/isa.hpp says
// why.
#pragma once

namespace lowp {

struct floating_format;
struct fixed_format;
struct logarithmic_format;
struct nlq_format;
struct dyadic;
struct stream;
struct philox;
struct tally;
struct pass;
struct data_set;
struct tensor_info;
class byte_source;
struct tensor;
template <class T>
struct matrix_view;
template <class T>
class matrix;

}  // namespace lowp
