package dev.slipher.compute.operator;

/** Makes the steps from one point of a pipeline to its end, once for each worker and pipeline. */
@FunctionalInterface
public interface StepFactory {
    Step create(Worker worker);
}
