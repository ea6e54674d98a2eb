package dev.slipher.storage.log;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The moves of rows that changes based on older versions must follow; used by the log's writing thread alone. */
final class MoveHistory {
    private final List<Move> moves = new ArrayList<>();

    /**
     * What is kept of a move that is committed: not the version that it was based on, with all that that one has in memory.
     *
     * @param version the version that has it
     * @param firstInlineRow the first inline row at the base of the move
     * @param inlineEnd the end of the inline rows that moved
     * @param removed the segments that were read
     * @param added the segments that were written, as the map's targets count them
     */
    record Move(
            long version,
            int tableOid,
            long firstInlineRow,
            long inlineEnd,
            Set<ObjectId> removed,
            List<ObjectId> added,
            RowMap map) {}

    void add(long version, RowMove move) {
        var firstInlineRow = move.base()
                .findTable(move.tableOid())
                .orElseThrow()
                .contents()
                .inlineRows()
                .firstRow();
        var removed = move.removed().stream().map(SegmentRecord::id).collect(Collectors.toUnmodifiableSet());
        var added = move.added().stream().map(SegmentRecord::id).toList();
        moves.add(new Move(version, move.tableOid(), firstInlineRow, move.inlineEnd(), removed, added, move.map()));
    }

    /** Forgets the moves of a version that was not committed after all. */
    void forget(long version) {
        forgetIf(move -> move.version == version);
    }

    /** Forgets the moves that every open version has. */
    void forgetThrough(long oldestOpenVersion) {
        forgetIf(move -> move.version <= oldestOpenVersion);
    }

    private void forgetIf(Predicate<Move> condition) {
        if (moves.isEmpty()) {
            return;
        }
        moves.removeIf(move -> {
            var forgets = condition.test(move);
            if (forgets) {
                move.map.release();
            }
            return forgets;
        });
    }

    /** Returns the moves of a table since a version, oldest first. */
    List<Move> since(long version, int tableOid) {
        if (moves.isEmpty()) {
            return List.of();
        }
        return moves.stream()
                .filter(move -> move.version > version && move.tableOid == tableOid)
                .toList();
    }
}
