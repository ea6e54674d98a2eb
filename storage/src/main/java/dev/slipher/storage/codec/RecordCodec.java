package dev.slipher.storage.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/** The components of a record, in order. */
final class RecordCodec implements ValueCodec<Object> {
    private static final MethodType ACCESSOR = MethodType.methodType(Object.class, Object.class);
    private static final MethodType CONSTRUCTOR = MethodType.methodType(Object.class, Object[].class);

    private final String name;
    private final List<ValueCodec<Object>> codecs;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    RecordCodec(Class<?> type, List<ValueCodec<Object>> codecs) {
        this.name = type.getSimpleName();
        this.codecs = codecs;
        var components = type.getRecordComponents();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var lookup = MethodHandles.publicLookup();
        try {
            accessors = new MethodHandle[components.length];
            for (var i = 0; i < components.length; i++) {
                accessors[i] = lookup.unreflect(components[i].getAccessor()).asType(ACCESSOR);
            }
            constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, components.length)
                    .asType(CONSTRUCTOR);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("%s cannot be read and made by everybody".formatted(type), e);
        }
    }

    @Override
    public void write(ByteWriter out, Object value) {
        for (var i = 0; i < accessors.length; i++) {
            codecs.get(i).write(out, component(i, value));
        }
    }

    @Override
    public Object read(ByteReader in) {
        var components = new Object[accessors.length];
        for (var i = 0; i < components.length; i++) {
            components[i] = codecs.get(i).read(in);
        }
        try {
            return (Object) constructor.invokeExact(components);
        } catch (IllegalArgumentException e) {
            throw in.malformed("not a legal %s: %s".formatted(name, e.getMessage()));
        } catch (Throwable e) {
            throw new IllegalStateException("cannot make a " + name, e);
        }
    }

    private Object component(int index, Object value) {
        try {
            return (Object) accessors[index].invokeExact(value);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot read component %d of %s".formatted(index, name), e);
        }
    }
}
