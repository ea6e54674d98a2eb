package dev.slipher.compute.operator.join;

import dev.slipher.compute.operator.KeyFilter;
import dev.slipher.storage.batch.Vector;

/** The keys of a finished build side: their range and, if its table is dense, exactly which they are. */
final class BuildKeyFilter implements KeyFilter {
    private final JoinBuild build;

    BuildKeyFilter(JoinBuild build) {
        this.build = build;
    }

    @Override
    public long min() {
        return build.min();
    }

    @Override
    public long max() {
        return build.max();
    }

    @Override
    public int filter(Vector keys, int[] positions, int count) {
        var nulls = keys.nulls();
        var kept = 0;
        if (nulls == null) {
            kept = count;
        } else {
            for (var i = 0; i < count; i++) {
                var row = positions[i];
                if ((nulls[row >>> 6] >>> row & 1) == 0) {
                    positions[kept++] = row;
                }
            }
        }
        return build.table() instanceof DenseTable dense ? dense.filter(keys, positions, kept) : kept;
    }
}
