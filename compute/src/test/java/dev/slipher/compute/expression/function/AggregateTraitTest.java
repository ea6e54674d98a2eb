package dev.slipher.compute.expression.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AggregateTraitTest {
    /** Aggregates that planning makes, which no statement names. */
    private static final Set<String> MADE_BY_PLANNING = Set.of("single_value", "grouping");

    /** Sums of values, in which no order matters but to floating-point numbers, and all repetitions do. */
    private static final Set<String> PLAIN =
            Set.of("sum", "avg", "stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop");

    @Test
    void everyAggregateHasTraitsOrIsKnownToHaveNone() {
        var withTraits = Arrays.stream(AggregateTrait.values())
                .flatMap(trait -> trait.functions().stream())
                .collect(Collectors.toSet());
        var declared = AggregateSignatures.all().stream()
                .filter(signature -> signature.kind() == FunctionKind.AGGREGATE)
                .map(FunctionSignature::name)
                .collect(Collectors.toSet());
        assertThat(declared).allMatch(name -> withTraits.contains(name) != PLAIN.contains(name));
        assertThat(withTraits).allMatch(name -> declared.contains(name) || MADE_BY_PLANNING.contains(name));
    }

    @Test
    void whatDependsOnTheOrderOfRowsIsNotExact() {
        for (var function : List.of("listagg", "string_agg", "array_agg", "any_value")) {
            assertThat(AggregateTrait.BY_ARRIVAL.holdsFor(function)).isTrue();
            assertThat(AggregateTrait.EXACT.holdsFor(function)).isFalse();
        }
    }
}
