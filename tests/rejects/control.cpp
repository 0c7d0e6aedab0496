// What is written as it should be compiles with the flags of the rejected files.
#include "lowp/lowp.hpp"

int main() {}
