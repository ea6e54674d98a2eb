package dev.slipher.leader.calcite;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A type as written in SQL.
 *
 * @param alias how it was called, in lower case and without parameters; {@code regclass} and its family are told apart
 *     from OID only by it
 */
public record TypeName(SqlType type, String alias) {
    private static final Set<String> OBJECT_IDS = Set.of(
            "oid",
            "xid",
            "cid",
            "regclass",
            "regtype",
            "regproc",
            "regprocedure",
            "regnamespace",
            "regrole",
            "regoper",
            "regoperator");

    private static final Set<String> UNSUPPORTED =
            Set.of("super", "geometry", "geography", "hllsketch", "json", "jsonb", "uuid", "xml", "money", "bit");

    private static final Set<String> LITERALS = Set.of(
            "bool",
            "boolean",
            "int2",
            "int4",
            "int8",
            "smallint",
            "int",
            "integer",
            "bigint",
            "float4",
            "float8",
            "real",
            "decimal",
            "numeric",
            "varchar",
            "bpchar",
            "text",
            "oid");

    private static final Set<String> INTERVAL_FIELDS = Set.of("year", "month", "day", "hour", "minute", "second", "to");

    /** Returns whether values are oids that are shown as names. */
    public boolean isObjectId() {
        return alias.startsWith("reg") && OBJECT_IDS.contains(alias);
    }

    static final int DEFAULT_VARCHAR_LENGTH = 256;
    private static final int DEFAULT_DECIMAL_PRECISION = 18;

    /** Whether a string may follow the name of a type, as in {@code int4 '5'}; times, which may have more words, are others. */
    static boolean isBeforeLiterals(String word) {
        return LITERALS.contains(word);
    }

    /** Reads a type of one word before a literal, which says how long a {@code bpchar} or {@code numeric} is. */
    static TypeName ofLiteral(LexemeCursor cursor, String literal) {
        TypeName type = read(cursor, SqlType.MAX_VARCHAR_LENGTH);
        return switch (type.type()) {
            case SqlType.Char _ ->
                new TypeName(
                        new SqlType.Char(Math.clamp(
                                literal.getBytes(StandardCharsets.UTF_8).length, 1, SqlType.MAX_CHAR_LENGTH)),
                        type.alias());
            case SqlType.Decimal _ -> numberType(type, literal);
            default -> type;
        };
    }

    private static TypeName numberType(TypeName type, String literal) {
        try {
            var number = new BigDecimal(literal.strip());
            int scale = Math.max(number.scale(), 0);
            int precision = Math.max(number.precision() - Math.min(number.scale(), 0), scale);
            return precision > SqlType.MAX_DECIMAL_PRECISION
                    ? type
                    : new TypeName(new SqlType.Decimal(Math.max(precision, 1), scale), type.alias());
        } catch (NumberFormatException _) {
            return type;
        }
    }

    /**
     * Reads a type.
     *
     * @param varcharLength the length of a VARCHAR that says none: 256 in table definitions, the greatest in casts
     */
    static TypeName read(LexemeCursor cursor, int varcharLength) {
        Lexeme first = cursor.peek();
        if ((cursor.peek().isWord("pg_catalog") || cursor.peek().isWord("information_schema"))
                && cursor.peek(1).isSymbol(".")) {
            cursor.next();
            cursor.next();
        }
        if (!cursor.peek().isName()) {
            throw cursor.error();
        }
        TypeName type = scalar(cursor, varcharLength, first);
        while (cursor.peek().isSymbol("[")) {
            cursor.next();
            if (cursor.peek().kind() == Lexeme.Kind.NUMBER) {
                cursor.next();
            }
            cursor.expectSymbol("]");
            SqlType element = type.type() instanceof SqlType.Array(var inner, var _) ? inner : type.type();
            type = new TypeName(new SqlType.Array(element), type.alias() + "[]");
        }
        return type;
    }

    private static TypeName scalar(LexemeCursor cursor, int varcharLength, Lexeme first) {
        boolean quoted = cursor.peek().kind() == Lexeme.Kind.QUOTED_NAME;
        String name = cursor.name();
        if (quoted && name.equals("char")) {
            return new TypeName(new SqlType.Char(1), "char");
        }
        SqlType type = switch (name) {
            case "boolean", "bool" -> SqlType.Simple.BOOLEAN;
            case "smallint", "int2" -> SqlType.Simple.SMALLINT;
            case "integer", "int", "int4" -> SqlType.Simple.INTEGER;
            case "bigint", "int8" -> SqlType.Simple.BIGINT;
            case "decimal", "numeric", "dec" -> decimal(cursor);
            case "real", "float4" -> SqlType.Simple.REAL;
            case "float8" -> SqlType.Simple.DOUBLE;
            case "float" -> floating(cursor);
            case "double" -> {
                cursor.expectWords("precision");
                yield SqlType.Simple.DOUBLE;
            }
            case "char", "character", "nchar" -> character(cursor, varcharLength);
            case "bpchar" -> new SqlType.Char(length(cursor, 256, SqlType.MAX_CHAR_LENGTH, "char"));
            case "varchar", "nvarchar" -> varchar(cursor, varcharLength);
            case "text", "string" -> new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH);
            case "date" -> SqlType.Simple.DATE;
            case "time" -> zoned(cursor, SqlType.Simple.TIME, SqlType.Simple.TIMETZ);
            case "timetz" -> SqlType.Simple.TIMETZ;
            case "timestamp", "datetime" -> zoned(cursor, SqlType.Simple.TIMESTAMP, SqlType.Simple.TIMESTAMPTZ);
            case "timestamptz" -> zoned(cursor, SqlType.Simple.TIMESTAMPTZ, SqlType.Simple.TIMESTAMPTZ);
            case "interval" -> interval(cursor);
            case "binary" -> {
                cursor.expectWords("varying");
                yield varbyte(cursor);
            }
            case "varbyte", "varbinary", "bytea" -> varbyte(cursor);
            case "name", "sql_identifier" -> SqlType.Simple.NAME;
            case "character_data" -> new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH);
            case "yes_or_no" -> new SqlType.Varchar(3);
            case "cardinal_number" -> SqlType.Simple.INTEGER;
            case "time_stamp" -> SqlType.Simple.TIMESTAMPTZ;
            case "int2vector" -> new SqlType.Array(SqlType.Simple.SMALLINT, true);
            case "oidvector" -> new SqlType.Array(SqlType.Simple.OID, true);
            case "_text", "_varchar" -> new SqlType.Array(new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH));
            case "_int4" -> new SqlType.Array(SqlType.Simple.INTEGER);
            case "_oid" -> new SqlType.Array(SqlType.Simple.OID);
            case "_name" -> new SqlType.Array(SqlType.Simple.NAME);
            default -> named(name, first);
        };
        return new TypeName(type, name);
    }

    private static SqlType named(String name, Lexeme first) {
        if (OBJECT_IDS.contains(name)) {
            return SqlType.Simple.OID;
        }
        if (UNSUPPORTED.contains(name)) {
            throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "type \"%s\" is not supported".formatted(name))
                    .withPosition(first.start() + 1);
        }
        throw new SlipherException(SqlState.UNDEFINED_OBJECT, "type \"%s\" does not exist".formatted(name))
                .withPosition(first.start() + 1);
    }

    private static SqlType decimal(LexemeCursor cursor) {
        int precision = DEFAULT_DECIMAL_PRECISION;
        int scale = 0;
        if (cursor.trySymbol("(")) {
            Lexeme at = cursor.peek();
            precision = cursor.count();
            if (cursor.trySymbol(",")) {
                scale = cursor.count();
            }
            cursor.expectSymbol(")");
            if (precision < 1 || precision > SqlType.MAX_DECIMAL_PRECISION) {
                throw invalid(
                        "NUMERIC precision %d must be between 1 and %d"
                                .formatted(precision, SqlType.MAX_DECIMAL_PRECISION),
                        at);
            }
            if (scale > precision) {
                throw invalid("NUMERIC scale %d must be between 0 and precision %d".formatted(scale, precision), at);
            }
        }
        return new SqlType.Decimal(precision, scale);
    }

    private static SlipherException invalid(String message, Lexeme at) {
        return new SlipherException(SqlState.INVALID_PARAMETER_VALUE, message).withPosition(at.start() + 1);
    }

    private static SqlType floating(LexemeCursor cursor) {
        if (!cursor.trySymbol("(")) {
            return SqlType.Simple.DOUBLE;
        }
        Lexeme at = cursor.peek();
        int bits = cursor.count();
        cursor.expectSymbol(")");
        if (bits < 1 || bits > 53) {
            throw invalid("precision for type float must be between 1 and 53 bits", at);
        }
        return bits <= 24 ? SqlType.Simple.REAL : SqlType.Simple.DOUBLE;
    }

    private static SqlType character(LexemeCursor cursor, int varcharLength) {
        if (cursor.tryWords("varying")) {
            return varchar(cursor, varcharLength);
        }
        return new SqlType.Char(length(cursor, 1, SqlType.MAX_CHAR_LENGTH, "char"));
    }

    private static SqlType varchar(LexemeCursor cursor, int defaultLength) {
        return new SqlType.Varchar(length(cursor, defaultLength, SqlType.MAX_VARCHAR_LENGTH, "varchar"));
    }

    private static SqlType varbyte(LexemeCursor cursor) {
        return new SqlType.Varbyte(length(cursor, 64_000, SqlType.MAX_VARBYTE_LENGTH, "varbyte"));
    }

    private static int length(LexemeCursor cursor, int absent, int max, String name) {
        if (!cursor.trySymbol("(")) {
            return absent;
        }
        Lexeme at = cursor.peek();
        int length = cursor.tryWords("max") ? max : cursor.count();
        cursor.expectSymbol(")");
        if (length < 1) {
            throw invalid("length for type %s must be at least 1".formatted(name), at);
        }
        if (length > max) {
            throw invalid("length for type %s cannot exceed %d".formatted(name, max), at);
        }
        return length;
    }

    private static SqlType zoned(LexemeCursor cursor, SqlType without, SqlType with) {
        if (cursor.trySymbol("(")) {
            cursor.count();
            cursor.expectSymbol(")");
        }
        if (cursor.tryWords("with", "time", "zone")) {
            return with;
        }
        cursor.tryWords("without", "time", "zone");
        return without;
    }

    private static SqlType interval(LexemeCursor cursor) {
        intervalFields(cursor);
        return SqlType.Simple.INTERVAL;
    }

    /** The fields after an interval, such as {@code DAY TO HOUR}; none if both are empty. */
    record IntervalFields(String first, String last) {
        /** Returns the text with the units that only the fields tell; it has those of other fields itself. */
        String complete(String text) {
            var value = text.strip();
            if (!first.isEmpty() && last.isEmpty() && value.matches("[+-]?[0-9.]+")) {
                return value + " " + first;
            }
            if (first.equals("day") && last.equals("hour") && value.matches("[+-]?[0-9]+\\s+[+-]?[0-9]+")) {
                return value.replaceFirst("\\s+", " days ") + " hours";
            }
            if (first.equals("minute") && last.equals("second") && value.matches("[+-]?[0-9]+:[0-9]+([.][0-9]*)?")) {
                return value.replaceFirst("^(?<sign>[+-]?)", "${sign}0:");
            }
            return text;
        }
    }

    /** Moves past {@code DAY TO SECOND (3)} and the like. */
    static IntervalFields intervalFields(LexemeCursor cursor) {
        String first = "";
        String last = "";
        int fields = 0;
        while (cursor.peek().kind() == Lexeme.Kind.WORD
                        && INTERVAL_FIELDS.contains(cursor.peek().value())
                || isPrecision(cursor) && fields > 0) {
            if (cursor.trySymbol("(")) {
                cursor.count();
                cursor.expectSymbol(")");
            } else {
                last = cursor.next().value();
                first = fields == 0 ? last : first;
                fields++;
            }
        }
        return new IntervalFields(first, fields > 1 ? last : "");
    }

    private static boolean isPrecision(LexemeCursor cursor) {
        return cursor.peek().isSymbol("(")
                && cursor.peek(1).kind() == Lexeme.Kind.NUMBER
                && cursor.peek(2).isSymbol(")");
    }
}
