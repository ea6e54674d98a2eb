package dev.slipher.leader.session;

import dev.slipher.compute.expression.CatalogLookup;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.systemtable.ConstraintTexts;
import dev.slipher.leader.systemtable.Namespaces;
import dev.slipher.leader.systemtable.SystemRelations;
import dev.slipher.storage.catalog.Catalog.CommentTarget;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.Privilege.Right;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.UserDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What functions such as {@code pg_get_userbyid} find out, as one session sees the catalog. */
final class SessionCatalog implements CatalogLookup {
    private final SessionContext context;

    SessionCatalog(SessionContext context) {
        this.context = context;
    }

    private Optional<Definition> find(long oid) {
        return oid != (int) oid
                ? Optional.empty()
                : context.transaction()
                        .catalog()
                        .findObject((int) oid)
                        .or(() -> context.temporary().find((int) oid).map(t -> t.definition()));
    }

    @Override
    public Optional<String> userName(long oid) {
        int owner = (int) oid == Namespaces.SYSTEM_OWNER_OID ? firstSuperuser() : (int) oid;
        return find(owner).filter(UserDefinition.class::isInstance).map(Definition::name);
    }

    private int firstSuperuser() {
        return context.transaction().catalog().users().stream()
                .filter(UserDefinition::superuser)
                .mapToInt(UserDefinition::oid)
                .min()
                .orElse(0);
    }

    @Override
    public OptionalLong relationOid(String name) {
        var parts = List.of(name.replace("\"", "").split("\\."));
        if (parts.size() > 3) {
            return OptionalLong.empty();
        }
        return new SessionRelations(context)
                .resolve(new QualifiedName(parts, 0))
                .map(relation -> OptionalLong.of(relation.oid()))
                .orElseGet(OptionalLong::empty);
    }

    @Override
    public boolean isRelationVisible(long oid) {
        for (var relation : SystemRelations.all()) {
            if (relation.oid() == oid) {
                return context.names().searchPathNames().contains(relation.schema());
            }
        }
        return find(oid).filter(this::isFoundByName).isPresent();
    }

    private boolean isFoundByName(Definition relation) {
        boolean possible = relation instanceof TableDefinition || relation instanceof ViewDefinition;
        return possible
                && context.names()
                        .findRelation(new QualifiedName(List.of(relation.name()), 0))
                        .filter(found -> found.oid() == relation.oid())
                        .isPresent();
    }

    @Override
    public Optional<String> comment(long oid, int columnId) {
        return oid != (int) oid
                ? Optional.empty()
                : Optional.ofNullable(
                        context.transaction().catalog().comments().get(new CommentTarget((int) oid, columnId)));
    }

    @Override
    public Optional<String> viewQuery(long oid) {
        return find(oid).filter(ViewDefinition.class::isInstance).map(view -> ((ViewDefinition) view).sql() + ";");
    }

    @Override
    public Optional<String> constraintText(long oid) {
        return ConstraintTexts.find(new CatalogSystemContext(context), oid);
    }

    @Override
    public long relationBytes(long oid) {
        return find(oid)
                .filter(TableDefinition.class::isInstance)
                .map(table -> context.table(table.oid()).contents().byteCount())
                .orElse(0L);
    }

    @Override
    public Optional<String> setting(String name) {
        return Optional.of(context.settings().show(name));
    }

    @Override
    public boolean hasPrivilege(String objectKind, String object, String privilege) {
        var found = switch (objectKind) {
            case "schema" -> context.names().findSchema(object).map(Definition.class::cast);
            case "database" ->
                context.transaction().catalog().findDatabase(object).map(Definition.class::cast);
            default -> {
                var oid = relationOid(object);
                yield oid.isPresent() ? find(oid.getAsLong()) : Optional.<Definition>empty();
            }
        };
        var word = privilege.strip().toUpperCase(Locale.ROOT);
        var right = List.of(Right.values()).stream()
                .filter(r -> r.name().equals(word.equals("TEMP") ? "TEMPORARY" : word))
                .findFirst();
        if (found.isEmpty() || right.isEmpty()) {
            return context.isSuperuser();
        }
        return context.rights().has(context.transaction().catalog(), right.get(), found.get());
    }

    @Override
    public List<String> schemas(boolean implied) {
        return implied
                ? context.names().searchPathNames()
                : context.names().searchPath().stream()
                        .map(SchemaDefinition::name)
                        .toList();
    }

    @Override
    public int processId() {
        return context.record().processId();
    }
}
