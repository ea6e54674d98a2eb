package dev.slipher.compute.expression;

import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.Interval;
import dev.slipher.storage.type.ZoneTime;

/** What values of two-part types compare by. */
final class IntervalLengths {
    private IntervalLengths() {}

    /** Returns the intervals' lengths, which order as the intervals do. */
    static Step of(Step step) {
        return Step.of(
                step.shape(),
                step.canFail(),
                step.isStable(),
                () -> new UnaryNode(step.nodes().get(), Representation.WIDE, (input, output, rows, _, _) -> {
                    var from = (Int128Vector) input;
                    var to = (Int128Vector) output;
                    var length = new Int128();
                    for (int i = 0; i < rows; i++) {
                        Interval.length(from.high()[i], from.low()[i], length);
                        to.high()[i] = length.high();
                        to.low()[i] = length.low();
                    }
                }));
    }

    /** Returns times with zone as the moment they mean, and behind that the zone, as PostgreSQL orders them. */
    static Step ofTimeTz(Step step) {
        return Step.of(
                step.shape(),
                step.canFail(),
                step.isStable(),
                () -> new UnaryNode(step.nodes().get(), Representation.WIDE, (input, output, rows, _, _) -> {
                    var from = (Int128Vector) input;
                    var to = (Int128Vector) output;
                    for (int i = 0; i < rows; i++) {
                        to.high()[i] = from.low()[i] + from.high()[i] * ZoneTime.MICROS_PER_SECOND;
                        to.low()[i] = from.high()[i] ^ Long.MIN_VALUE;
                    }
                }));
    }
}
