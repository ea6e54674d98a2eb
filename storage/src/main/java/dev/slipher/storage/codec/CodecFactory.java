package dev.slipher.storage.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Derives codecs from types, one for each type that occurs; types may contain themselves. */
final class CodecFactory {
    private final Map<Type, ValueCodec<Object>> codecs = new HashMap<>();
    private final Map<Class<?>, ValueCodec<Object>> bodies = new HashMap<>();
    private final TreeMap<Integer, Class<?>> tags = new TreeMap<>();

    CodecFactory(List<Leaf<?>> leaves) {
        codecs.putAll(BasicCodecs.BY_TYPE);
        for (var leaf : leaves) {
            codecs.put(leaf.type(), BasicCodecs.ofLeaf(leaf));
        }
    }

    <T> ValueCodec<T> codecOf(Class<T> type) {
        // What codecOf(Type) makes for a class reads and writes that class.
        @SuppressWarnings("unchecked")
        var codec = (ValueCodec<T>) (ValueCodec<?>) codecOf((Type) type);
        return codec;
    }

    String describe() {
        return tags.entrySet().stream()
                .map(entry -> "%d %s\n".formatted(entry.getKey(), shapeOf(entry.getValue())))
                .collect(Collectors.joining());
    }

    private ValueCodec<Object> codecOf(Type type) {
        var known = codecs.get(type);
        if (known != null) {
            return known;
        }
        var reference = new Reference();
        codecs.put(type, reference);
        var derived = derive(type);
        reference.target = derived;
        codecs.put(type, derived);
        return derived;
    }

    private ValueCodec<Object> derive(Type type) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return BasicCodecs.listOf(codecOf(arguments[0]));
            }
            if (generic.getRawType() == Optional.class) {
                return BasicCodecs.optionalOf(codecOf(arguments[0]));
            }
            if (generic.getRawType() == Map.class) {
                return BasicCodecs.mapOf(codecOf(arguments[0]), codecOf(arguments[1]));
            }
        }
        if (type instanceof Class<?> kind) {
            if (kind.isEnum() && !kind.isAnnotationPresent(Tag.class)) {
                return BasicCodecs.ofEnum(kind);
            }
            if (kind.isRecord() || kind.isEnum() || kind.isSealed()) {
                var variants = new HashMap<Integer, Variant>();
                addVariants(kind, variants);
                return new UnionCodec(kind.getSimpleName(), variants);
            }
        }
        throw new IllegalArgumentException("%s has no binary form".formatted(type));
    }

    private void addVariants(Class<?> type, Map<Integer, Variant> variants) {
        if (!type.isRecord() && !type.isEnum() && type.isSealed()) {
            for (var variant : type.getPermittedSubclasses()) {
                addVariants(variant, variants);
            }
            return;
        }
        var tag = tagOf(type);
        var other = tags.putIfAbsent(tag, type);
        if (other != null && other != type) {
            throw new IllegalArgumentException("%s and %s have the same tag %d".formatted(type, other, tag));
        }
        variants.put(tag, new Variant(type, tag, bodyOf(type)));
    }

    private ValueCodec<Object> bodyOf(Class<?> type) {
        var known = bodies.get(type);
        if (known != null) {
            return known;
        }
        if (type.isEnum()) {
            return BasicCodecs.ofEnum(type);
        }
        var reference = new Reference();
        bodies.put(type, reference);
        var components = Arrays.stream(type.getRecordComponents())
                .map(component -> codecOf(component.getGenericType()))
                .toList();
        var body = new RecordCodec(type, components);
        reference.target = body;
        bodies.put(type, body);
        return body;
    }

    /** One of the types that a value may have, with the codec of what follows the tag. */
    record Variant(Class<?> type, int tag, ValueCodec<Object> body) {}

    /** Stands for the codec of a type that is being derived, in types that contain themselves. */
    private static final class Reference implements ValueCodec<Object> {
        private @Nullable ValueCodec<Object> target;

        @Override
        public void write(ByteWriter out, Object value) {
            Objects.requireNonNull(target).write(out, value);
        }

        @Override
        public Object read(ByteReader in) {
            return Objects.requireNonNull(target).read(in);
        }
    }

    private static int tagOf(Class<?> type) {
        var tag = type.getAnnotation(Tag.class);
        if (tag == null) {
            throw new IllegalArgumentException("%s has no tag".formatted(type));
        }
        return tag.value();
    }

    private static String shapeOf(Class<?> type) {
        if (type.isEnum()) {
            return type.getName() + Arrays.toString(type.getEnumConstants());
        }
        return type.getName()
                + Arrays.stream(type.getRecordComponents())
                        .map(component -> component.getGenericType().getTypeName() + " " + component.getName())
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
