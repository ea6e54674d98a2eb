package dev.slipher.compute.expression;

import java.util.function.Supplier;

/** A condition ready to run: immutable, shared by all workers of a pipeline. */
public final class CompiledCondition {
    private final Supplier<Predicate> predicates;

    CompiledCondition(Supplier<Predicate> predicates) {
        this.predicates = predicates;
    }

    /** Returns a new predicate, for one worker. */
    public Predicate newPredicate() {
        return predicates.get();
    }
}
