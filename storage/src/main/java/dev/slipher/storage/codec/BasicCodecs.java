package dev.slipher.storage.codec;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The codecs of numbers, strings, collections, enums and leaves. */
final class BasicCodecs {
    static final Map<Type, ValueCodec<Object>> BY_TYPE = byType();

    private BasicCodecs() {}

    private static Map<Type, ValueCodec<Object>> byType() {
        var result = new HashMap<Type, ValueCodec<Object>>();
        var ints = of(Integer.class, (out, value) -> out.writeSigned(value), ByteReader::readInt);
        var longs = of(Long.class, ByteWriter::writeSigned, ByteReader::readSigned);
        var doubles = of(
                Double.class,
                (out, value) -> out.writeFixed(Double.doubleToRawLongBits(value)),
                in -> Double.longBitsToDouble(in.readFixed()));
        var booleans = of(Boolean.class, (out, value) -> out.writeByte(value ? 1 : 0), BasicCodecs::readFlag);
        result.put(int.class, ints);
        result.put(Integer.class, ints);
        result.put(long.class, longs);
        result.put(Long.class, longs);
        result.put(double.class, doubles);
        result.put(Double.class, doubles);
        result.put(boolean.class, booleans);
        result.put(Boolean.class, booleans);
        result.put(String.class, of(String.class, ByteWriter::writeString, ByteReader::readString));
        result.put(byte[].class, of(byte[].class, ByteWriter::writeBytes, ByteReader::readBytes));
        return Map.copyOf(result);
    }

    static ValueCodec<Object> listOf(ValueCodec<Object> element) {
        return of(
                List.class,
                (out, list) -> {
                    out.writeUnsigned(list.size());
                    for (Object value : list) {
                        element.write(out, value);
                    }
                },
                in -> {
                    var count = in.readCount();
                    var list = new ArrayList<>();
                    for (var i = 0; i < count; i++) {
                        list.add(element.read(in));
                    }
                    return List.copyOf(list);
                });
    }

    static ValueCodec<Object> mapOf(ValueCodec<Object> key, ValueCodec<Object> value) {
        return new ValueCodec<>() {
            @Override
            public void write(ByteWriter out, Object map) {
                var entries = ((Map<?, ?>) map).entrySet();
                out.writeUnsigned(entries.size());
                for (var entry : entries) {
                    key.write(out, entry.getKey());
                    value.write(out, entry.getValue());
                }
            }

            @Override
            public Object read(ByteReader in) {
                var count = in.readCount();
                var map = new LinkedHashMap<>();
                for (var i = 0; i < count; i++) {
                    if (map.put(key.read(in), value.read(in)) != null) {
                        throw in.malformed("a key twice in one map");
                    }
                }
                return Map.copyOf(map);
            }
        };
    }

    static ValueCodec<Object> optionalOf(ValueCodec<Object> content) {
        return of(
                Optional.class,
                (out, optional) -> {
                    out.writeByte(optional.isPresent() ? 1 : 0);
                    if (optional.isPresent()) {
                        content.write(out, optional.get());
                    }
                },
                in -> readFlag(in) ? Optional.of(content.read(in)) : Optional.empty());
    }

    static ValueCodec<Object> ofEnum(Class<?> type) {
        var constants = new HashMap<String, Object>();
        for (var constant : type.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name(), constant);
        }
        return of(Enum.class, (out, value) -> out.writeString(value.name()), in -> {
            var name = in.readString();
            var constant = constants.get(name);
            if (constant == null) {
                throw in.malformed("unknown %s \"%s\"".formatted(type.getSimpleName(), name));
            }
            return (Enum<?>) constant;
        });
    }

    static <T> ValueCodec<Object> ofLeaf(Leaf<T> leaf) {
        return of(leaf.type(), (out, value) -> out.writeBytes(leaf.encode().apply(value)), in -> {
            var bytes = in.readBytes();
            try {
                return leaf.decode().apply(bytes);
            } catch (IllegalArgumentException e) {
                throw in.malformed(String.valueOf(e.getMessage()));
            }
        });
    }

    private static boolean readFlag(ByteReader in) {
        var flag = in.readByte();
        if (flag > 1) {
            throw in.malformed("%d is neither 0 nor 1".formatted(flag));
        }
        return flag == 1;
    }

    private static <T> ValueCodec<Object> of(
            Class<T> type, BiConsumer<ByteWriter, T> write, Function<ByteReader, T> read) {
        return new ValueCodec<>() {
            @Override
            public void write(ByteWriter out, Object value) {
                write.accept(out, type.cast(value));
            }

            @Override
            public Object read(ByteReader in) {
                return read.apply(in);
            }
        };
    }
}
