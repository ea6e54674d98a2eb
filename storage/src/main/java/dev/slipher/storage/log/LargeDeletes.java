package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.DeleteDelta;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Writes the large delete bitmaps of a transaction into an object before its commit, so that log entries stay small. */
final class LargeDeletes {
    /** The deletes that were written, each with what names it in the entry. */
    private final IdentityHashMap<DeleteDelta, DeleteDelta> stored = new IdentityHashMap<>();

    private LargeDeletes() {}

    static LargeDeletes write(List<Action> actions, SealedObjects objects, Staging staging, LogLimits limits) {
        var result = new LargeDeletes();
        for (var action : actions) {
            if (action instanceof Action.AddDeletes deletes) {
                result.write(deletes, objects, staging, limits);
            }
        }
        return result;
    }

    /** Returns {@code actions} with deletes that are unchanged since they were written replaced by their names. */
    List<Action> replaceIn(List<Action> actions) {
        if (stored.isEmpty()) {
            return actions;
        }
        var result = new ArrayList<Action>(actions.size());
        for (var action : actions) {
            if (action instanceof Action.AddDeletes(var tableOid, var deltas)) {
                var replaced = deltas.stream()
                        .map(delta -> stored.getOrDefault(delta, delta))
                        .toList();
                result.add(new Action.AddDeletes(tableOid, replaced));
            } else {
                result.add(action);
            }
        }
        return result;
    }

    private void write(Action.AddDeletes deletes, SealedObjects objects, Staging staging, LogLimits limits) {
        var bitmaps = new ArrayList<DeleteObjectWriter.Bitmap<DeleteDelta>>();
        for (var delta : deletes.deletes()) {
            if (delta.unit() instanceof DeleteDelta.Unit.Segment
                    && delta.rows() instanceof DeleteDelta.Rows.Held(var rows)
                    && rows.count() * 4 > limits.heldDeleteBytes()) {
                var bytes = rows.toBytes();
                if (bytes.length > limits.heldDeleteBytes()) {
                    bitmaps.add(new DeleteObjectWriter.Bitmap<>(delta, bytes, rows.count()));
                }
            }
        }
        new DeleteObjectWriter(objects, () -> staging.newObject(ObjectKeys::delete))
                .write(bitmaps, (delta, rows) -> stored.put(delta, new DeleteDelta(delta.unit(), rows)));
    }
}
