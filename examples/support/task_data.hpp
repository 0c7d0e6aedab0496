// examples/support/task_data.hpp -- the samples of a task, made from those of its source.
//
// What is drawn is a function of the task's name and one seed. Images are averaged and noise is added in binary64, the
// result rounded once: the same numbers on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lowp/core/data_set.hpp"
#include "support/data_sources.hpp"
#include "support/tasks.hpp"

struct task_data {
    lowp::data_set training, test;
};

// The seed of every draw that makes a task: its samples, moves, noise and wrong labels.
inline constexpr std::uint64_t task_seed = 20;

// Throws std::runtime_error where the source holds fewer samples than the task draws.
task_data made(const task_definition& task, const data_source& source);

// The error of a classifier that always says the class most frequent among the test samples.
double chance_error(const lowp::data_set& test);

// A line of a table of tasks, as CSV under this header.
inline constexpr std::string_view task_header =
    "task,source,training,test,inputs,hidden,classes,rate,epochs,chance_error,how\n";
std::string task_line(const task_definition& task, const task_data& data);
