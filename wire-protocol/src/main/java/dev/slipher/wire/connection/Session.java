package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.wire.format.ParameterValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The engine's side of one connection: its settings, transaction, prepared statements and portals.
 *
 * <p>Methods are called by the connection's virtual thread, one at a time, and may block; only {@link #cancel()} comes from
 * other threads. An error is thrown as a {@link SlipherException}; the connection sends it to the client and then calls
 * {@link #failed}. Any other exception is taken for a defect and sent as XX000.
 *
 * <pre>
 * Query                 simpleQuery                    → ReadyForQuery
 * Parse                 parse
 * Describe              describeStatement | describePortal
 * Bind                  describeStatement, bind
 * Execute               execute
 * Close                 closeStatement | closePortal
 * Sync                  sync                           → ReadyForQuery
 * any error             failed, then everything up to the next Sync is skipped
 * </pre>
 *
 * <p>Statements and portals are named by the client; the empty name is the unnamed one, which the next {@code parse} or
 * {@code bind} of that name replaces. SQL's PREPARE, DEALLOCATE and DECLARE share these names.
 */
public interface Session extends AutoCloseable {
    /**
     * Returns the settings that the client is told of, such as {@code server_version} and {@code TimeZone}.
     *
     * <p>Asked after start-up and before each ReadyForQuery; what differs from last time is reported. Unless a setting
     * changed it should be the same map instance.
     */
    Map<String, String> reportedParameters();

    /**
     * Returns the zone in which TIMESTAMPTZ values are written and, where their text names none, read; and the time that
     * a parameter such as {@code now} means.
     */
    SessionTime time();

    TransactionStatus transactionStatus();

    /** Returns how long the client may say nothing from now on; asked after each ReadyForQuery, empty for any time. */
    Optional<IdleLimit> idleLimit();

    /**
     * Runs all statements of {@code sql} in turn, as one implicit transaction unless it holds BEGIN or COMMIT, and ends
     * that transaction before it returns.
     *
     * <p>For each statement the sink is told either {@code columns}, any number of {@code rows} and {@code complete};
     * or {@code complete} alone; or one of the two copies and {@code complete}. For text without any statement it is
     * told {@code emptyQuery}.
     */
    void simpleQuery(String sql, ResultSink sink);

    /**
     * Prepares the one statement of {@code sql}, or none if it is blank, under {@code name}.
     *
     * @param declared what the client said of the first parameters, fewer than or as many as the statement has
     * @throws SlipherException 42P05 if a named statement of that name exists, 42601 for several statements
     */
    void parse(String name, String sql, List<ParameterType> declared);

    /**
     * Returns what a prepared statement takes and gives; cheap, as it is asked before every {@code bind}.
     *
     * @throws SlipherException 26000 if there is none of that name
     */
    StatementDescription describeStatement(String name);

    /**
     * Makes a portal: the statement with its parameters, ready to run.
     *
     * @param parameters one for each of the statement's parameters
     * @param formats asked of the result; to be applied to the columns that describe and execute give for this portal
     * @throws SlipherException 42P03 if a named portal of that name exists, 26000 if there is no such statement
     */
    void bind(String portal, String statement, List<ParameterValue> parameters, ResultFormats formats);

    /**
     * Returns the columns of the portal's rows, with its formats applied; empty if it gives no rows.
     *
     * @throws SlipherException 34000 if there is none of that name
     */
    List<ResultColumn> describePortal(String name);

    /**
     * Runs a portal, or goes on with one that was suspended.
     *
     * <p>The sink is told {@code columns} (also when going on), {@code rows}, and then {@code complete}, or {@code
     * suspended} once {@code maxRows} rows were given and there may be more.
     *
     * @param maxRows 0 for all
     * @throws SlipherException 34000 if there is none of that name
     */
    void execute(String portal, long maxRows, ResultSink sink);

    /** Forgets a prepared statement; no error if there is none. */
    void closeStatement(String name);

    /** Closes a portal and stops what it was running; no error if there is none. */
    void closePortal(String name);

    /**
     * Ends the implicit transaction of the extended protocol: commits it, or rolls it back after {@link #failed}. Portals
     * end with their transaction, so outside of a block none is left.
     */
    void sync();

    /**
     * Told of each error that was sent to the client, whether thrown here or found in the client's messages: an open
     * transaction block is now failed, an implicit transaction to be rolled back at once or in {@link #sync}.
     */
    void failed(SlipherException error);

    /**
     * Makes the call that is running now end with 57014 soon; no effect when none is. Called from any thread, never
     * blocks.
     */
    void cancel();

    /** Rolls back, drops what belongs to the session, and gives everything back; never throws. Called once. */
    @Override
    void close();
}
