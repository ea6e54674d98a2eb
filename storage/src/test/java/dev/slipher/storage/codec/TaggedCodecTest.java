package dev.slipher.storage.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TaggedCodecTest {
    /** A little language that contains itself. */
    public sealed interface Shape {}

    @Tag(1)
    public record Point(int x, long y) implements Shape {}

    @Tag(2)
    public record Group(String name, List<Shape> shapes, Optional<Shape> frame, Map<String, Double> weights)
            implements Shape {}

    @Tag(3)
    public enum Symbol implements Shape {
        STAR,
        DOT
    }

    @Tag(4)
    public record Positive(int value) implements Shape {
        public Positive {
            if (value <= 0) {
                throw new IllegalArgumentException(value + " is not positive");
            }
        }
    }

    private static final TaggedCodec<Shape> CODEC = TaggedCodec.of(Shape.class);

    @Test
    void valuesComeBackEqual() {
        var group = new Group(
                "grüße",
                List.of(new Point(Integer.MIN_VALUE, Long.MAX_VALUE), Symbol.STAR, new Positive(1)),
                Optional.of(new Group("", List.of(), Optional.empty(), Map.of())),
                Map.of("a", Double.NaN, "b", -0.0));

        assertThat(CODEC.decode(CODEC.encode(group))).isEqualTo(group);
    }

    @Test
    void smallRecordsAreSmall() {
        assertThat(CODEC.encode(new Point(1, -1)).remaining()).isEqualTo(3);
    }

    @Test
    void anUnknownTagIsNamed() {
        assertThatThrownBy(() -> CODEC.decode(ByteBuffer.wrap(new byte[] {99, 0, 0})))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(SqlState.DATA_CORRUPTED))
                .hasMessageContaining("unknown tag 99 of Shape");
    }

    @Test
    void aValueThatTheRecordRefusesIsCorruption() {
        var bytes = CODEC.encode(new Positive(1));
        bytes.put(bytes.limit() - 1, (byte) 0);

        assertThatThrownBy(() -> CODEC.decode(bytes))
                .isInstanceOf(SlipherException.class)
                .hasMessageContaining("not a legal Positive: 0 is not positive");
    }

    @Test
    void nestingIsLimitedInBothDirections() {
        Shape deep = Symbol.DOT;
        for (var i = 0; i < TaggedCodec.MAX_DEPTH; i++) {
            deep = new Group("", List.of(deep), Optional.empty(), Map.of());
        }
        var tooDeep = deep;
        assertThatThrownBy(() -> CODEC.encode(tooDeep))
                .isInstanceOf(SlipherException.class)
                .hasMessageContaining("nested");

        var bytes = new byte[100_000];
        for (var i = 0; i < bytes.length; i += 3) {
            bytes[i] = 2;
            bytes[i + 1 < bytes.length ? i + 1 : i] = 0;
            bytes[i + 2 < bytes.length ? i + 2 : i] = 1;
        }
        assertThatThrownBy(() -> CODEC.decode(ByteBuffer.wrap(bytes)))
                .isInstanceOf(SlipherException.class)
                .hasMessageContaining("nested");
    }

    @Test
    void anyBytesAreAValueOrAnError() {
        var group = new Group("name", List.of(new Point(1, 2), Symbol.DOT), Optional.empty(), Map.of("k", 1.0));
        var bytes = CODEC.encode(group);
        var intact = new byte[bytes.remaining()];
        bytes.get(intact);
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++) {
            var changed = Arrays.copyOf(intact, random.nextInt(intact.length + 3));
            for (var flips = random.nextInt(4); flips > 0 && changed.length > 0; flips--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            try {
                CODEC.decode(ByteBuffer.wrap(changed));
            } catch (SlipherException e) {
                assertThat(e.sqlState()).isIn(SqlState.DATA_CORRUPTED, SqlState.STATEMENT_TOO_COMPLEX);
            }
        }
    }

    /** Two types of one tag. */
    public sealed interface Clash {}

    @Tag(9)
    public record Left(int x) implements Clash {}

    @Tag(9)
    public record Right(int x) implements Clash {}

    @Test
    void twoTypesOfOneTagAreRefused() {
        assertThatThrownBy(() -> TaggedCodec.of(Clash.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same tag 9");
    }
}
