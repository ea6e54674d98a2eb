package dev.slipher.compute.expression;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.Datum;
import org.jspecify.annotations.Nullable;

/** Values that are null where computing them fails. */
final class TryNode implements Node {
    private final Node operand;
    private final Gather gather;
    private final int[] single = new int[1];
    private final Vector nothing;

    TryNode(Node operand, ColumnShape.Representation representation) {
        this.operand = operand;
        this.gather = new Gather(representation, 2);
        this.nothing = Constants.vector(Datum.Null.NULL, representation);
    }

    @Override
    public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
        try {
            return operand.evaluate(batch, selection, count);
        } catch (SlipherException _) {
            return evaluateEach(batch, selection, count);
        }
    }

    private Vector evaluateEach(Batch batch, int @Nullable [] selection, int count) {
        gather.begin(batch.rowCount());
        for (int i = 0; i < count; i++) {
            single[0] = selection == null ? i : selection[i];
            try {
                gather.take(0, operand.evaluate(batch, single, 1), single, 1);
            } catch (SlipherException _) {
                gather.take(1, nothing, single, 1);
            }
        }
        return gather.finish(batch.rowCount());
    }
}
