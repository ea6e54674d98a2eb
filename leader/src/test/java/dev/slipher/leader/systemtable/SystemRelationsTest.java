package dev.slipher.leader.systemtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemRelationsTest {
    @Test
    void everyOidAndNameIsGivenOnceAndBelowTheUsers() {
        var oids = new HashSet<Integer>();
        var names = new HashSet<String>();
        for (var relation : SystemRelations.all()) {
            assertThat(oids.add(relation.oid()))
                    .as("oid of %s", relation.name())
                    .isTrue();
            assertThat(names.add(relation.schema() + "." + relation.name()))
                    .as(relation.name())
                    .isTrue();
            assertThat(relation.oid()).isLessThan(SystemRelation.FIRST_USER_OID);
        }
    }

    @Test
    void everyRelationNamesItsColumnsOnce() {
        for (var relation : SystemRelations.all()) {
            Map<String, SystemColumn> columns = new HashMap<>();
            for (var column : relation.columns()) {
                assertThat(columns.put(column.name(), column))
                        .as("%s.%s", relation.name(), column.name())
                        .isNull();
            }
        }
    }

    @Test
    void relationsAreFoundByTheirExactName() {
        assertThat(SystemRelations.find("pg_catalog", "pg_class")).isPresent();
        assertThat(SystemRelations.find("public", "pg_class")).isEmpty();
    }
}
