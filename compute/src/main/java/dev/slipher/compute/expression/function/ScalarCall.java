package dev.slipher.compute.expression.function;

import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.SqlType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A call of one scalar function or cast with arguments of known types and forms; shared by workers. */
public final class ScalarCall {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final ConcurrentMap<LoopKey, RowLoop> LOOPS = new ConcurrentHashMap<>();

    private final FunctionSignature signature;
    private final Method method;
    private final List<SqlType> argumentTypes;
    private final List<Representation> representations;
    private final SqlType resultType;

    /** What a row loop is made for. */
    private record LoopKey(Method method, List<Representation> representations) {}

    private ScalarCall(
            FunctionRegistry.Entry entry,
            Method method,
            List<SqlType> argumentTypes,
            List<Representation> representations,
            SqlType resultType) {
        this.signature = entry.signature();
        this.method = method;
        this.argumentTypes = List.copyOf(argumentTypes);
        this.representations = List.copyOf(representations);
        this.resultType = resultType;
    }

    /** Returns a call of a registered function, whose arguments have the types that it was resolved with. */
    public static ScalarCall of(
            String name, List<SqlType> argumentTypes, List<Representation> representations, SqlType resultType) {
        var entry = FunctionRegistry.find(name, argumentTypes);
        var method = entry.method();
        if (method == null) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED, "function %s cannot be called here".formatted(entry.signature()));
        }
        return new ScalarCall(entry, method, argumentTypes, representations, resultType);
    }

    /** Returns the conversion between two types, or empty if there is none. */
    public static Optional<ScalarCall> cast(SqlType from, Representation representation, SqlType to) {
        return FunctionRegistry.findCast(TypeFamily.of(from), TypeFamily.of(to))
                .map(entry -> new ScalarCall(
                        entry, Objects.requireNonNull(entry.method()), List.of(from), List.of(representation), to));
    }

    public boolean isStrict() {
        return signature.strict();
    }

    public Volatility volatility() {
        return signature.volatility();
    }

    public SqlType resultType() {
        return resultType;
    }

    int argumentCount() {
        return argumentTypes.size();
    }

    /** Returns in which arrays results come. */
    public ResultForm resultForm() {
        var type = method.getReturnType();
        if (type == void.class) {
            var parameters = method.getParameterTypes();
            return parameters[parameters.length - 1] == ByteSink.class ? ResultForm.BYTES : ResultForm.WIDE;
        }
        return type == double.class ? ResultForm.DOUBLE : type == long.class ? ResultForm.LONG : ResultForm.INT;
    }

    /** Returns buffers for one worker, for batches of at most {@code capacity} rows. */
    public CallFrame newFrame(EvaluationContext context, int capacity) {
        var loop = LOOPS.computeIfAbsent(new LoopKey(method, representations), _ -> makeLoop());
        return new CallFrame(this, loop, new CallState(context, argumentTypes, resultType), capacity);
    }

    private RowLoop makeLoop() {
        var mould = switch (resultForm()) {
            case INT -> IntRowLoop.class;
            case LONG -> LongRowLoop.class;
            case DOUBLE -> DoubleRowLoop.class;
            case WIDE -> WideRowLoop.class;
            case BYTES -> BytesRowLoop.class;
        };
        try (var source = Objects.requireNonNull(mould.getResourceAsStream(mould.getSimpleName() + ".class"))) {
            var copy = LOOKUP.defineHiddenClassWithClassData(source.readAllBytes(), rowHandle(), true);
            return (RowLoop) copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Returns the function as a handle of (CallFrame, int row), arguments loaded and result destinations bound. */
    private MethodHandle rowHandle() throws ReflectiveOperationException {
        var handle = LOOKUP.unreflect(method);
        var parameters = method.getParameterTypes();
        var filters = new ArrayList<MethodHandle>();
        for (int i = 0; i < parameters.length; i++) {
            filters.add(i < argumentCount() ? loader(i, parameters[i]) : destination(parameters[i]));
        }
        // Each parameter becomes a (CallFrame, int) pair; permuting then merges all pairs into one.
        var row = handle;
        for (int i = parameters.length - 1; i >= 0; i--) {
            row = MethodHandles.collectArguments(row, i, filters.get(i));
        }
        var order = new int[2 * parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            order[2 * i + 1] = 1;
        }
        var returned = method.getReturnType() == boolean.class ? int.class : method.getReturnType();
        var merged = MethodHandles.permuteArguments(
                row, MethodType.methodType(method.getReturnType(), CallFrame.class, int.class), order);
        return MethodHandles.explicitCastArguments(merged, MethodType.methodType(returned, CallFrame.class, int.class));
    }

    private MethodHandle loader(int index, Class<?> parameter) throws ReflectiveOperationException {
        var representation = representations.get(index);
        boolean wide = parameter == Int128.class;
        var loader = switch (representation) {
            case INT -> wide ? argumentMethod("wideOfInt", Int128.class) : argumentMethod("intAt", long.class);
            case LONG -> wide ? argumentMethod("wideOfLong", Int128.class) : argumentMethod("longAt", long.class);
            case DOUBLE -> argumentMethod("doubleAt", double.class);
            case WIDE -> argumentMethod("wideAt", Int128.class);
            case BYTES -> argumentMethod("textAt", Text.class);
        };
        var argument = MethodHandles.insertArguments(
                LOOKUP.findStatic(
                        CallFrame.class, "argument", MethodType.methodType(Argument.class, CallFrame.class, int.class)),
                1,
                index);
        var loaded = MethodHandles.collectArguments(loader, 0, argument);
        return MethodHandles.explicitCastArguments(
                loaded, MethodType.methodType(parameter, CallFrame.class, int.class));
    }

    private static MethodHandle argumentMethod(String name, Class<?> type) throws ReflectiveOperationException {
        return LOOKUP.findStatic(Argument.class, name, MethodType.methodType(type, Argument.class, int.class));
    }

    private static MethodHandle destination(Class<?> parameter) throws ReflectiveOperationException {
        var name = parameter == CallState.class ? "state" : parameter == ByteSink.class ? "sink" : "wideResult";
        var handle = LOOKUP.findStatic(CallFrame.class, name, MethodType.methodType(parameter, CallFrame.class));
        return MethodHandles.dropArguments(handle, 1, int.class);
    }

    /** Returns the handle that a copy of a mould was defined with. */
    static MethodHandle handleOf(MethodHandles.Lookup copy) {
        try {
            return MethodHandles.classData(copy, "_", MethodHandle.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns what a function threw, which is never a checked exception. */
    static RuntimeException unchecked(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(thrown);
        };
    }
}
