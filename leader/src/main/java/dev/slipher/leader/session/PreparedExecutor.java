package dev.slipher.leader.session;

import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import dev.slipher.wire.connection.ParameterType;
import dev.slipher.wire.format.ParameterValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs PREPARE, EXECUTE, DEALLOCATE and DISCARD. */
final class PreparedExecutor {
    private final SessionContext context;
    private final QueryExecutor queries;
    private final StatementDescriber describer;

    PreparedExecutor(SessionContext context, QueryExecutor queries, StatementDescriber describer) {
        this.context = context;
        this.queries = queries;
        this.describer = describer;
    }

    String prepare(SessionStatement.Prepare prepare) {
        if (context.prepared().find(prepare.name()).isPresent()) {
            throw new SlipherException(
                    SqlState.DUPLICATE_PREPARED_STATEMENT,
                    "prepared statement \"%s\" already exists".formatted(prepare.name()));
        }
        var declared = prepare.types().stream()
                .map(type -> ParameterType.UNSPECIFIED.resolve(type.longest()))
                .toList();
        var text = prepare.statement().source().text();
        context.prepared().put(describer.prepare(prepare.name(), text, Optional.of(prepare.statement()), declared));
        return "PREPARE";
    }

    String execute(SessionStatement.Execute execute, StatementRun run, StatementExecutor executor) {
        var prepared = context.prepared().get(execute.name());
        var types = prepared.parameterTypes();
        var values = execute.arguments().isPresent() ? arguments(execute, types, run) : List.<ParameterValue>of();
        if (values.size() != types.size()) {
            throw new SlipherException(
                            SqlState.SYNTAX_ERROR,
                            "wrong number of parameters for prepared statement \"%s\"".formatted(execute.name()))
                    .withDetail("Expected %d parameters but got %d.".formatted(types.size(), values.size()));
        }
        Statement statement = prepared.statement()
                .orElseThrow(() -> new IllegalStateException("an empty statement was prepared by SQL"));
        return executor.execute(run.of(statement, prepared.text(), values));
    }

    private List<ParameterValue> arguments(
            SessionStatement.Execute execute, List<Optional<SqlType>> types, StatementRun run) {
        var tree = execute.arguments().orElseThrow();
        var plan = context.plans().query(tree, tree.source().text(), List.of());
        var values = new ArrayList<ParameterValue>();
        queries.read(
                plan,
                List.of(),
                run.record(),
                batch -> collect(batch, plan.plan().types(), types, values));
        return values;
    }

    private void collect(
            Batch batch, List<SqlType> given, List<Optional<SqlType>> wanted, List<ParameterValue> values) {
        for (int i = 0; i < batch.columnCount(); i++) {
            var value = batch.column(i).datum(batch.position(0));
            var type = i < wanted.size() ? wanted.get(i) : Optional.<SqlType>empty();
            values.add(argument(value, given.get(values.size()), type.orElse(given.get(values.size()))));
        }
    }

    private ParameterValue argument(Datum value, SqlType given, SqlType wanted) {
        if (wanted instanceof SqlType.Decimal least && given != SqlType.Simple.BOOLEAN && !value.isNull()) {
            var text = new ByteSink(SqlType.MAX_DECIMAL_PRECISION);
            TypeText.format(given, value, context.time(), text);
            return ParameterValue.ofNumber(least, text.toByteArray());
        }
        return new ParameterValue(context.casts().cast(value, given, wanted), wanted);
    }

    String deallocate(SessionStatement.Deallocate deallocate) {
        if (deallocate.name().isEmpty()) {
            context.prepared().removeAll();
            return "DEALLOCATE ALL";
        }
        context.prepared().get(deallocate.name().get());
        context.prepared().remove(deallocate.name().get());
        return "DEALLOCATE";
    }

    String discard(SessionStatement.Discard discard) {
        return switch (discard.target()) {
            case PLANS -> "DISCARD PLANS";
            case TEMPORARY -> {
                context.temporary().dropAll();
                yield "DISCARD TEMP";
            }
            case ALL -> {
                if (context.transaction().isInBlock()) {
                    throw new SlipherException(
                            SqlState.ACTIVE_SQL_TRANSACTION, "DISCARD ALL cannot run inside a transaction block");
                }
                context.portals().closeAll();
                context.prepared().removeAll();
                context.settings().resetAll();
                context.settings().authorize(context.record().userName(), false);
                context.temporary().dropAll();
                yield "DISCARD ALL";
            }
        };
    }
}
