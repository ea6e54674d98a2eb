package dev.slipher.leader.bind;

import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlTrimFunction;

/** The names that PostgreSQL gives to columns without an alias. */
final class OutputNames {
    private static final String NONE = "?column?";

    private OutputNames() {}

    static String of(SqlNode node) {
        return switch (node) {
            case SqlIdentifier id -> id.names.getLast();
            case SqlCase _ -> "case";
            case SqlSelect select
            when select.getSelectList().size() == 1 ->
                ofItem(select.getSelectList().get(0));
            case SqlOrderBy ordered -> of(ordered.query);
            case SqlCall call -> ofCall(call);
            default -> NONE;
        };
    }

    private static String ofItem(SqlNode item) {
        return item.getKind() == SqlKind.AS && item instanceof SqlCall as
                ? ((SqlIdentifier) as.operand(1)).getSimple()
                : of(item);
    }

    private static String ofCall(SqlCall call) {
        return switch (call.getKind()) {
            case CAST, SAFE_CAST -> {
                String inner = of(call.operand(0));
                yield inner.equals(NONE) ? NONE : inner;
            }
            case OVER, FILTER, WITHIN_GROUP, IGNORE_NULLS, RESPECT_NULLS -> of(call.operand(0));
            case EXISTS -> "exists";
            case TRIM -> ofTrim(call);
            case POSITION -> "position";
            case ARRAY_VALUE_CONSTRUCTOR, ARRAY_QUERY_CONSTRUCTOR, MULTISET_QUERY_CONSTRUCTOR -> "array";
            default ->
                call.getOperator() instanceof SqlFunction function
                        ? ofFunction(function.getNameAsId().names.getLast().toLowerCase(Locale.ROOT))
                        : NONE;
        };
    }

    private static String ofTrim(SqlCall call) {
        return switch (((SqlLiteral) call.operand(0)).getValueAs(SqlTrimFunction.Flag.class)) {
            case BOTH -> "btrim";
            case LEADING -> "ltrim";
            case TRAILING -> "rtrim";
        };
    }

    private static String ofFunction(String name) {
        return name.equals("extract") ? "date_part" : name;
    }
}
