package dev.slipher.compute.expression;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A node that stands on both sides of a parent: the second of two calls in a row gets the first one's vector. */
final class SharedNode implements Node {
    private final Node node;
    private @Nullable Vector last;

    SharedNode(Node node) {
        this.node = node;
    }

    @Override
    public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
        if (last == null) {
            last = node.evaluate(batch, selection, count);
            return last;
        }
        var result = Objects.requireNonNull(last);
        last = null;
        return result;
    }
}
