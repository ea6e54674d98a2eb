package dev.slipher.wire.connection;

import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.format.WireType;
import java.util.Optional;

/**
 * What is known of a statement's parameter: the type OID that names the form in which the client sends values, and the
 * type that the statement takes.
 *
 * @param oid 0 while nobody has chosen; may name a type of PostgreSQL that the warehouse lacks, such as uuid
 * @param type empty until the statement's analysis has found it
 */
public record ParameterType(int oid, Optional<SqlType> type) {
    /** A parameter of which the client said nothing. */
    public static final ParameterType UNSPECIFIED = new ParameterType(0, Optional.empty());

    /** Returns what a client means by {@code oid}, where 0 and unknown OIDs leave the type to the statement. */
    public static ParameterType declared(int oid) {
        return new ParameterType(oid, WireType.sqlTypeOf(oid));
    }

    /** Returns this parameter with the type that the statement's analysis found; the client's OID is kept. */
    public ParameterType resolve(SqlType found) {
        return new ParameterType(oid == 0 ? WireType.of(found).oid() : oid, Optional.of(found));
    }
}
