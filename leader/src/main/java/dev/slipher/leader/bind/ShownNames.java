package dev.slipher.leader.bind;

import dev.slipher.compute.expression.function.FunctionRegistry;
import dev.slipher.compute.expression.function.ResolvedFunction;
import dev.slipher.leader.calcite.ParsedQuery;
import dev.slipher.leader.calcite.TypeName;
import dev.slipher.storage.type.SqlType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlStarExclude;
import org.apache.calcite.sql.SqlWith;

/** The columns of a query's result that are casts to {@code regclass} and its family: clients see names, not oids. */
final class ShownNames {
    private ShownNames() {}

    /** Returns the functions that make names of such columns, by the columns' indexes. */
    static Map<Integer, ResolvedFunction> of(ParsedQuery query, int columnCount) {
        SqlNode node = query.root();
        while (!(node instanceof SqlSelect select)) {
            switch (node) {
                case SqlOrderBy ordered -> node = ordered.query;
                case SqlWith with -> node = with.body;
                default -> {
                    return Map.of();
                }
            }
        }
        var shown = new HashMap<Integer, ResolvedFunction>();
        int items = select.getSelectList().size();
        // With DISTINCT ON, the list begins with what rows are told apart by.
        for (int i = 0; i < items && items <= columnCount; i++) {
            SqlNode item = select.getSelectList().get(i);
            boolean isStar = item instanceof SqlStarExclude || item instanceof SqlIdentifier id && id.isStar();
            if (isStar && items != columnCount) {
                // Which columns the items behind it are, the list alone does not say.
                break;
            }
            int index = i;
            objectType(item, query)
                    .ifPresent(type -> shown.put(
                            index,
                            FunctionRegistry.resolve(type.alias() + "out", List.of(Optional.of(SqlType.Simple.OID)))));
        }
        return shown;
    }

    private static Optional<TypeName> objectType(SqlNode item, ParsedQuery query) {
        SqlNode value = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
        return value.getKind() == SqlKind.CAST
                ? Optional.ofNullable(query.notes()
                                .types()
                                .get(((SqlCall) value)
                                        .operand(1)
                                        .getParserPosition()
                                        .getColumnNum()))
                        .filter(TypeName::isObjectId)
                : Optional.empty();
    }
}
