package dev.slipher.leader.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.leader.calcite.SqlParser;
import dev.slipher.leader.statement.TableStatement;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.SortKey;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DefinitionTextTest {
    private static final TableDefinition TABLE = new TableDefinition(
            100,
            1,
            "sales",
            1,
            List.of(
                    new Column(
                            1,
                            "id",
                            SqlType.Simple.BIGINT,
                            false,
                            Optional.empty(),
                            Datum.Null.NULL,
                            Optional.of(new Column.Identity(1, 2, false)),
                            Optional.of("az64")),
                    new Column(
                            2,
                            "Of \"whom\"",
                            new SqlType.Varchar(20),
                            true,
                            Optional.of("'x'"),
                            Datum.Null.NULL,
                            Optional.empty(),
                            Optional.empty())),
            3,
            new Distribution.Key(1),
            new SortKey(List.of(2, 1), false, false),
            List.of(
                    new Constraint.PrimaryKey("sales_pkey", List.of(1)),
                    new Constraint.ForeignKey("sales_fkey", List.of(2), 100, List.of(1))));

    @Test
    void everyPartOfATableIsSaid() {
        assertThat(DefinitionText.of("public.sales", TABLE, _ -> Optional.of(TABLE)))
                .isEqualTo("""
                    CREATE TABLE public.sales (
                        "id" bigint IDENTITY(1, 2) ENCODE az64 NOT NULL,
                        "Of ""whom""\" character varying(20) DEFAULT 'x',
                        CONSTRAINT "sales_pkey" PRIMARY KEY ("id"),
                        CONSTRAINT "sales_fkey" FOREIGN KEY ("Of ""whom""\") REFERENCES "sales" ("id")
                    )
                    DISTSTYLE KEY DISTKEY ("id")
                    SORTKEY ("Of ""whom""\", "id");\
                    """);
    }

    @Test
    void aKeyToATableThatIsGoneIsLeftOut() {
        assertThat(DefinitionText.of("public.sales", TABLE, _ -> Optional.empty()))
                .contains("sales_pkey")
                .doesNotContain("sales_fkey");
    }

    @Test
    void theTextIsAStatement() {
        assertThat(SqlParser.parse(DefinitionText.of("public.sales", TABLE, _ -> Optional.of(TABLE))))
                .singleElement()
                .isInstanceOfSatisfying(TableStatement.CreateTable.class, create -> {
                    assertThat(create.columns()).hasSize(2);
                    assertThat(create.table().name()).isEqualTo("sales");
                });
    }
}
