package dev.slipher.leader.calcite;

import dev.slipher.leader.statement.MaintenanceStatement;
import dev.slipher.leader.statement.MaintenanceStatement.VacuumKind;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.statement.SourceText;
import dev.slipher.leader.statement.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Parses ANALYZE and VACUUM. */
final class MaintenanceParser {
    private final LexemeCursor cursor;
    private final SourceText source;

    MaintenanceParser(LexemeCursor cursor, SourceText source) {
        this.cursor = cursor;
        this.source = source;
    }

    Statement parse() {
        return cursor.next().isWord("vacuum") ? vacuum() : analyze();
    }

    private Statement analyze() {
        boolean compression = cursor.tryWords("compression");
        boolean verbose = !compression && cursor.tryWords("verbose");
        Optional<QualifiedName> table = Optional.empty();
        List<String> columns = List.of();
        if (cursor.peek().isName()) {
            table = Optional.of(cursor.qualifiedName());
            if (cursor.peek().isSymbol("(")) {
                columns = cursor.parenthesizedNames();
            }
        }
        if (compression) {
            if (cursor.tryWords("comprows")) {
                cursor.count();
            }
            return new MaintenanceStatement.AnalyzeCompression(table, columns, source);
        }
        if (!cursor.tryWords("predicate", "columns")) {
            cursor.tryWords("all", "columns");
        }
        return new MaintenanceStatement.Analyze(table, columns, verbose, source);
    }

    private Statement vacuum() {
        VacuumKind kind = VacuumKind.FULL;
        if (cursor.tryWords("sort", "only")) {
            kind = VacuumKind.SORT_ONLY;
        } else if (cursor.tryWords("delete", "only")) {
            kind = VacuumKind.DELETE_ONLY;
        } else if (cursor.tryWords("reindex")) {
            kind = VacuumKind.REINDEX;
        } else if (cursor.tryWords("recluster")) {
            kind = VacuumKind.RECLUSTER;
        } else {
            cursor.tryWords("full");
        }
        Optional<QualifiedName> table = Optional.empty();
        OptionalInt threshold = OptionalInt.empty();
        boolean boost = false;
        if (cursor.peek().isName()) {
            table = Optional.of(cursor.qualifiedName());
            if (cursor.tryWords("to")) {
                threshold = OptionalInt.of(cursor.count());
                cursor.expectWords("percent");
            }
            boost = cursor.tryWords("boost");
        }
        return new MaintenanceStatement.Vacuum(kind, table, threshold, boost, source);
    }
}
