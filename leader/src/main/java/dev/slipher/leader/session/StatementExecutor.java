package dev.slipher.leader.session;

import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.MaintenanceStatement;
import dev.slipher.leader.statement.ObjectStatement;
import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.leader.statement.Statement;
import dev.slipher.leader.statement.TableStatement;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.connection.ParameterType;
import dev.slipher.wire.connection.ResultColumn;
import dev.slipher.wire.format.ParameterValue;
import java.util.List;
import java.util.Optional;

/** Sends each statement to the executor of its family; every one answers with the completion's tag. */
final class StatementExecutor {
    private final SessionContext context;
    private final QueryExecutor queries;
    private final ChangeExecutor changes;
    private final TableExecutor tables;
    private final TableAlteration alterations;
    private final ViewExecutor views;
    private final ObjectExecutor objects;
    private final UserExecutor users;
    private final TransactionExecutor transactions;
    private final SettingExecutor settings;
    private final CursorExecutor cursors;
    private final PreparedExecutor prepared;
    private final ExplainExecutor explain;
    private final MaintenanceExecutor maintenance;
    private final StatementDescriber describer;

    StatementExecutor(SessionContext context) {
        this.context = context;
        queries = new QueryExecutor(context);
        changes = new ChangeExecutor(context, queries);
        tables = new TableExecutor(context, changes);
        alterations = new TableAlteration(context, queries);
        views = new ViewExecutor(context);
        objects = new ObjectExecutor(context);
        users = new UserExecutor(context);
        transactions = new TransactionExecutor(context);
        settings = new SettingExecutor(context.settings(), context.transaction());
        cursors = new CursorExecutor(context, queries);
        describer = new StatementDescriber(context);
        prepared = new PreparedExecutor(context, queries, describer);
        explain = new ExplainExecutor(context, queries);
        maintenance = new MaintenanceExecutor(context);
    }

    /** Finds out what a statement takes and gives. */
    PreparedStatement prepare(String name, String text, Optional<Statement> statement, List<ParameterType> declared) {
        return describer.prepare(name, text, statement, declared);
    }

    /** Returns the columns that a statement gives with these values; throws 0A000 as the describer does. */
    List<ResultColumn> columns(PreparedStatement statement, List<ParameterValue> values) {
        return describer.columns(statement, values);
    }

    String execute(StatementRun run) {
        run.record().setType(StatementTypes.of(run.statement()));
        return switch (run.statement()) {
            case Statement.Query query -> queries.select(query, run);
            case Statement.Explain statement -> explain.execute(statement, run);
            case DataStatement statement -> data(statement, run);
            case TableStatement statement -> table(statement, run);
            case ObjectStatement statement -> object(statement, run);
            case SessionStatement statement -> session(statement, run);
            case MaintenanceStatement statement -> maintenance.execute(statement, run);
        };
    }

    private String data(DataStatement statement, StatementRun run) {
        return switch (statement) {
            case DataStatement.Insert insert -> changes.insert(insert, run);
            case DataStatement.Update update -> changes.update(update, run);
            case DataStatement.Delete delete -> changes.delete(delete, run);
            case DataStatement.Merge merge -> changes.merge(merge, run);
            case DataStatement.Truncate truncate -> changes.truncate(truncate);
            case DataStatement.CopyFrom copy -> new CopyFromExecutor(context, queries).copy(copy, run);
            case DataStatement.CopyTo copy -> new CopyToExecutor(context, queries).copy(copy, run);
        };
    }

    private String table(TableStatement statement, StatementRun run) {
        return switch (statement) {
            case TableStatement.CreateTable create -> tables.create(create, run);
            case TableStatement.CreateTableAs create -> tables.createAs(create, run);
            case TableStatement.DropRelation drop -> tables.drop(drop, run);
            case TableStatement.CreateView create -> views.create(create);
            case TableStatement.AlterTable alter -> alterations.alter(alter, run);
        };
    }

    private String object(ObjectStatement statement, StatementRun run) {
        return switch (statement) {
            case ObjectStatement.CreateSchema create -> objects.createSchema(create, run);
            case ObjectStatement.DropSchema drop -> objects.dropSchema(drop, run);
            case ObjectStatement.AlterNamespace alter -> objects.alterNamespace(alter);
            case ObjectStatement.AlterIsolation alter -> objects.alterIsolation(alter);
            case ObjectStatement.CreateDatabase create -> objects.createDatabase(create);
            case ObjectStatement.DropDatabase drop -> objects.dropDatabase(drop, run);
            case ObjectStatement.CreateUser create -> users.create(create);
            case ObjectStatement.AlterUser alter -> users.alter(alter, run);
            case ObjectStatement.DropUser drop -> users.drop(drop, run);
            case ObjectStatement.Grant grant -> objects.grant(grant);
            case ObjectStatement.Comment comment -> objects.comment(comment);
        };
    }

    private String session(SessionStatement statement, StatementRun run) {
        return switch (statement) {
            case SessionStatement.Begin begin -> transactions.begin(begin, run);
            case SessionStatement.Commit _ -> transactions.commit(run);
            case SessionStatement.Rollback _ -> transactions.rollback(run);
            case SessionStatement.Savepoint savepoint -> transactions.savepoint(savepoint);
            case SessionStatement.ReleaseSavepoint release -> transactions.release(release);
            case SessionStatement.RollbackTo rollback -> transactions.rollbackTo(rollback);
            case SessionStatement.SetTransaction set -> transactions.set(set);
            case SessionStatement.SetParameter set -> settings.set(set);
            case SessionStatement.SetAuthorization set -> users.setAuthorization(set);
            case SessionStatement.ResetParameter reset -> settings.reset(reset);
            case SessionStatement.ShowParameter show -> settings.show(show, run.formats(), run.sink());
            case SessionStatement.ShowRelation show -> new ShowExecutor(context).show(show, run);
            case SessionStatement.Prepare prepare -> prepared.prepare(prepare);
            case SessionStatement.Execute execute -> prepared.execute(execute, run, this);
            case SessionStatement.Deallocate deallocate -> prepared.deallocate(deallocate);
            case SessionStatement.DeclareCursor declare -> cursors.declare(declare, run);
            case SessionStatement.Fetch fetch -> cursors.fetch(fetch, run);
            case SessionStatement.CloseCursor close -> cursors.close(close);
            case SessionStatement.Discard discard -> prepared.discard(discard);
            case SessionStatement.Unlisten _ -> "UNLISTEN";
            case SessionStatement.LockTables lock -> changes.lock(lock);
            case SessionStatement.CancelQuery cancel -> cancel(cancel);
        };
    }

    private String cancel(SessionStatement.CancelQuery cancel) {
        if (!context.warehouse().cancelStatementOf(cancel.processId(), context)) {
            throw new SlipherException(
                    SqlState.UNDEFINED_OBJECT, "there is no session with process id %d".formatted(cancel.processId()));
        }
        return "CANCEL";
    }
}
