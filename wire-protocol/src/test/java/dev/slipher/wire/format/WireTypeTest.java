package dev.slipher.wire.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.type.SqlType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WireTypeTest {
    @Test
    void arraysOfStringsAreThoseOfText() {
        assertThat(WireType.of(new SqlType.Array(new SqlType.Varchar(7)))).isEqualTo(new WireType(1009, -1, -1));
        assertThat(WireType.element(new SqlType.Varchar(7)).oid()).isEqualTo(25);
    }

    @Test
    void arraysOfASimpleTypeAreKnownByWhatTheyAreSentAs() {
        for (var element : SqlType.Simple.values()) {
            var array = new SqlType.Array(element);
            assertThat(WireType.sqlTypeOf(WireType.of(array).oid()))
                    .as("array of %s", element)
                    .isEqualTo(Optional.of(array));
        }
    }
}
