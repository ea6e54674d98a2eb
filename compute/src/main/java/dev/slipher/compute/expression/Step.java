package dev.slipher.compute.expression;

import dev.slipher.storage.type.Datum;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A compiled subexpression that gives values.
 *
 * @param canFail whether a row may raise an error
 * @param isStable whether the value hangs on its inputs only, for the length of a statement
 * @param constant the value, if it is the same for all rows
 */
record Step(ColumnShape shape, boolean canFail, boolean isStable, Optional<Datum> constant, Supplier<Node> nodes) {
    static Step of(ColumnShape shape, boolean canFail, boolean isStable, Supplier<Node> nodes) {
        return new Step(shape, canFail, isStable, Optional.empty(), nodes);
    }

    Step withShape(ColumnShape newShape) {
        return new Step(newShape, canFail, isStable, constant, nodes);
    }

    boolean isNullConstant() {
        return constant.isPresent() && constant.get().isNull();
    }

    /** Returns whether this is a constant that is not null and integral. */
    boolean isIntegralConstant() {
        return constant.isPresent() && constant.get() instanceof Datum.Integral;
    }

    long integralConstant() {
        return ((Datum.Integral) constant.orElseThrow()).value();
    }
}
