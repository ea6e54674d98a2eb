package dev.slipher.storage.log;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The moves of rows that changes based on older versions must follow; used by the log's writing thread alone. */
final class MoveHistory {
    private final List<Move> moves = new ArrayList<>();

    /**
     * A move that is committed.
     *
     * @param version the version that has it
     * @param firstInlineRow the first inline row at the base of the move
     */
    record Move(long version, RowMove move, long firstInlineRow, Set<ObjectId> removed) {}

    void add(long version, RowMove move) {
        var firstInlineRow = move.base()
                .findTable(move.tableOid())
                .orElseThrow()
                .contents()
                .inlineRows()
                .firstRow();
        var removed = move.removed().stream().map(SegmentRecord::id).collect(Collectors.toUnmodifiableSet());
        moves.add(new Move(version, move, firstInlineRow, removed));
    }

    /** Forgets the moves of a version that was not committed after all. */
    void forget(long version) {
        moves.removeIf(move -> move.version() == version);
    }

    /** Forgets the moves that every open version has. */
    void forgetThrough(long oldestOpenVersion) {
        moves.removeIf(move -> move.version() <= oldestOpenVersion);
    }

    /** Returns the moves of a table since a version, oldest first. */
    List<Move> since(long version, int tableOid) {
        if (moves.isEmpty()) {
            return List.of();
        }
        return moves.stream()
                .filter(move -> move.version() > version && move.move().tableOid() == tableOid)
                .toList();
    }
}
