// examples/support/tasks.hpp -- small classification tasks, each a line of a table, made from public data.
//
// A task draws its samples from a source, groups their labels, changes their features, and says how a network with one
// hidden layer learns it. All of it is fixed: a task of one name is the same numbers wherever it is made.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

struct task_definition {
    std::string_view name, source;
    std::size_t training, test;  // samples, drawn without replacement
    // Labels of the source that become one class, classes separated by |; those in none are left out, * is all others.
    // Empty: every label is a class.
    std::string_view classes = "";

    // What happens to the features, in this order.
    bool grey = false;              // the mean of red, green and blue
    std::size_t jitter = 0;         // images moved by up to so many pixels both ways, zeros move in
    std::size_t side = 0;           // images averaged over squares, down to so many pixels a side
    bool standardised = false;      // mean 0 and deviation 1 over the training samples
    double factor = 1, offset = 0;  // x * factor + offset
    double noise = 0;               // the deviation of normal noise that is added
    double wrong_labels = 0;        // the share of training labels that are drawn anew

    std::size_t hidden = 32;  // units
    double rate = 0.02;       // of SGD with momentum 0.9 and batches of 32
    int epochs = 100;
};

std::span<const task_definition> all_tasks();

// How a task is made, in words without commas.
std::string described(const task_definition& task);
