package dev.slipher.compute.expression.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/functions.md to the registry; {@code -Dslipher.write-docs=true} writes it anew. */
class FunctionDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "functions.md");

    @Test
    void theDocumentListsWhatTheRegistryHas() throws IOException {
        var expected = document();
        if (Boolean.getBoolean("slipher.write-docs")) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
    }

    private static String document() {
        var text = new StringBuilder("""
            # Functions

            Every function that SQL can call, made from the registry. Arguments are converted to the types shown \
            where that is possible without loss; `any` stands for one common type, `...` for more of the last \
            argument. Operators are listed under their symbol. Unless said otherwise a null argument makes the result null.

            """);
        for (var kind : FunctionKind.values()) {
            text.append("## %s\n\n".formatted(title(kind)));
            text.append("| function | arguments | result | remarks |\n|---|---|---|---|\n");
            var byName = FunctionRegistry.signatures().stream()
                    .filter(signature -> signature.kind() == kind)
                    .collect(Collectors.groupingBy(FunctionSignature::name, TreeMap::new, Collectors.toList()));
            byName.forEach((name, signatures) -> signatures.forEach(signature -> text.append(row(name, signature))));
            text.append('\n');
        }
        return text.toString();
    }

    private static String title(FunctionKind kind) {
        return switch (kind) {
            case SCALAR -> "Scalar functions and operators";
            case AGGREGATE -> "Aggregate functions, also over windows";
            case WINDOW -> "Window functions";
        };
    }

    private static String row(String name, FunctionSignature signature) {
        var arguments = signature.parameters().stream().map(TypeFamily::sqlName).collect(Collectors.joining(", "));
        var remarks = new ArrayList<String>();
        if (signature.volatility() != Volatility.IMMUTABLE) {
            remarks.add(signature.volatility().name().toLowerCase(Locale.ROOT));
        }
        if (!signature.strict() && signature.kind() == FunctionKind.SCALAR) {
            remarks.add("takes nulls");
        }
        return "| `%s` | %s | %s | %s |\n"
                .formatted(
                        name.replace("|", "\\|"),
                        arguments + (signature.variadic() ? ", ..." : ""),
                        result(signature),
                        String.join(", ", remarks));
    }

    private static String result(FunctionSignature signature) {
        return switch (signature.rule()) {
            case DECLARED, FIRST_LENGTH, SUM_OF_LENGTHS -> signature.result().sqlName();
            case FIRST_ARGUMENT -> "type of the first argument";
            case SECOND_ARGUMENT -> "type of the second argument";
            case ARRAY_OF_FIRST -> "array of the argument's type";
            case COMMON_TYPE -> "the common type";
            case WHOLE_DECIMAL -> "numeric of scale 0";
            case MODULO_DECIMAL -> "numeric, as of %";
            case SUM_DECIMAL -> "numeric(38, s)";
            case AVERAGE_DECIMAL -> "numeric(19 or 38, s)";
        };
    }

    @Test
    void resultsOfRowFunctionsHaveTheArraysOfTheirType() {
        for (var signature : FunctionRegistry.signatures()) {
            if (signature.kind() != FunctionKind.SCALAR || signature.result() == TypeFamily.ANY) {
                continue;
            }
            var types = signature.parameters().stream().map(TypeFamily::widest).toList();
            var method = FunctionRegistry.find(signature.name(), types).method();
            assertThat(method).as("%s", signature).isNotNull();
            var returned = method.getReturnType();
            var kinds = switch (signature.result().widest().physicalKind()) {
                case INT32 -> List.of(int.class, boolean.class);
                case INT64 -> List.of(long.class);
                case DOUBLE -> List.of(double.class);
                case INT128, BYTES -> List.of(void.class);
            };
            assertThat(kinds.contains(returned))
                    .as("%s returns %s", signature, returned)
                    .isTrue();
        }
    }
}
