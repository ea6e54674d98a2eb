package dev.slipher.compute.fragment;

import dev.slipher.storage.codec.Tag;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Optional;

/**
 * A scalar expression over the columns of one input, fully typed: every conversion is a {@link Cast} that the planner
 * put there, and the operands of each node have exactly the types that its Javadoc asks for.
 */
public sealed interface Expression {
    /** Returns the type of the result. */
    SqlType type();

    /** The value of input column {@code columnIndex}. */
    @Tag(230)
    record ColumnReference(int columnIndex, SqlType type) implements Expression {}

    /** A constant. */
    @Tag(231)
    record Literal(Datum value, SqlType type) implements Expression {
        public Literal {
            value = value.as(type.physicalKind());
        }
    }

    /**
     * A number that the client bound to {@code $index} (from 1); replaced by a {@link Literal} before compute sees it.
     */
    @Tag(232)
    record Parameter(int index, SqlType type) implements Expression {}

    /** The operators of {@link Arithmetic}. */
    enum ArithmeticOperator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        /** Integers truncate toward zero; zero divisors raise 22012. */
        DIVIDE,
        MODULO
    }

    /**
     * Arithmetic on numbers; overflow raises 22003.
     *
     * <p>Operands are both of the result's type, except DECIMAL: there each operand keeps its own precision and scale,
     * and the result's scale is exact (ADD, SUBTRACT: the larger scale; MULTIPLY: at least the needed one or rounded
     * down to it; DIVIDE and MODULO: as typed).
     */
    @Tag(233)
    record Arithmetic(ArithmeticOperator operator, Expression left, Expression right, SqlType type)
            implements Expression {}

    /** The operators of {@link Comparison}. */
    enum ComparisonOperator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        /** Never null: nulls are equal to each other. */
        DISTINCT,
        NOT_DISTINCT;

        /** Returns the operator that says the same with the operands exchanged. */
        public ComparisonOperator mirrored() {
            return switch (this) {
                case LESS -> GREATER;
                case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                case GREATER -> LESS;
                case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
                case EQUAL, NOT_EQUAL, DISTINCT, NOT_DISTINCT -> this;
            };
        }
    }

    /**
     * A comparison of two operands of the same physical kind and, for DECIMAL, the same scale; strings compare as
     * unsigned bytes without trailing blanks, NaN equals NaN and is greatest.
     */
    @Tag(234)
    record Comparison(ComparisonOperator operator, Expression left, Expression right) implements Expression {
        @Override
        public SqlType type() {
            return SqlType.Simple.BOOLEAN;
        }
    }

    /** Three-valued AND of at least two booleans. */
    @Tag(235)
    record And(List<Expression> operands) implements Expression {
        public And {
            operands = List.copyOf(operands);
        }

        @Override
        public SqlType type() {
            return SqlType.Simple.BOOLEAN;
        }
    }

    /** Three-valued OR of at least two booleans. */
    @Tag(236)
    record Or(List<Expression> operands) implements Expression {
        public Or {
            operands = List.copyOf(operands);
        }

        @Override
        public SqlType type() {
            return SqlType.Simple.BOOLEAN;
        }
    }

    /** Three-valued NOT. */
    @Tag(237)
    record Not(Expression operand) implements Expression {
        @Override
        public SqlType type() {
            return SqlType.Simple.BOOLEAN;
        }
    }

    /** Whether the operand is null; never null itself. */
    @Tag(238)
    record IsNull(Expression operand) implements Expression {
        @Override
        public SqlType type() {
            return SqlType.Simple.BOOLEAN;
        }
    }

    /** One branch of a {@link Case}. */
    @Tag(239)
    record When(Expression condition, Expression result) {}

    /**
     * The result of the first branch whose condition is true, else of {@code otherwise}; branches not taken are not
     * evaluated for a row, so {@code CASE WHEN b <> 0 THEN a / b END} never divides by zero.
     */
    @Tag(240)
    record Case(List<When> branches, Expression otherwise, SqlType type) implements Expression {
        public Case {
            branches = List.copyOf(branches);
        }
    }

    /**
     * A value that is computed once for a row, however often the body reads it as {@link Local}; for one that changes from
     * one time to the next, such as {@code random()} in {@code CASE random() WHEN …}.
     */
    @Tag(249)
    record Let(Expression value, Expression body) implements Expression {
        @Override
        public SqlType type() {
            return body.type();
        }
    }

    /** The value of the innermost {@link Let} that it stands in the body of; of that value's type. */
    @Tag(250)
    record Local(SqlType type) implements Expression {}

    /** The first operand that is not null; all are of the result's type. */
    @Tag(241)
    record Coalesce(List<Expression> operands, SqlType type) implements Expression {
        public Coalesce {
            operands = List.copyOf(operands);
        }
    }

    /** Whether a conversion was written out, which lets it truncate strings and fail as PostgreSQL's casts do. */
    enum CastMode {
        IMPLICIT,
        EXPLICIT,
        /** For INSERT and UPDATE: too long strings raise 22001 unless only blanks are cut. */
        ASSIGNMENT,
        /** TRY_CAST: null instead of an error. */
        TRY
    }

    /** A conversion to {@code type}; between time zones it uses the session's zone. */
    @Tag(242)
    record Cast(Expression operand, SqlType type, CastMode mode) implements Expression {}

    /** Whether the operand equals one of some constants of its own type; null as SQL's IN says. */
    @Tag(243)
    record In(Expression operand, List<Datum> values) implements Expression {
        public In {
            values = List.copyOf(values);
        }

        @Override
        public SqlType type() {
            return SqlType.Simple.BOOLEAN;
        }
    }

    /** LIKE and ILIKE; the escape is one character, a backslash when the statement gives none. */
    @Tag(244)
    record Like(Expression operand, Expression pattern, Optional<Expression> escape, boolean ignoreCase)
            implements Expression {
        @Override
        public SqlType type() {
            return SqlType.Simple.BOOLEAN;
        }
    }

    /**
     * A call of a registered scalar function whose arguments have exactly the parameter types that
     * {@code FunctionRegistry} resolved.
     */
    @Tag(245)
    record Call(String function, List<Expression> arguments, SqlType type) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }
}
