package dev.slipher.leader.session;

import dev.slipher.compute.expression.CatalogLookup;
import dev.slipher.compute.expression.CatalogObject;
import dev.slipher.compute.expression.function.FunctionSignature;
import dev.slipher.compute.expression.function.ReservedWords;
import dev.slipher.compute.expression.function.TypeFamily;
import dev.slipher.compute.expression.function.TypeNames;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.systemtable.Namespaces;
import dev.slipher.leader.systemtable.SystemObjects;
import dev.slipher.leader.systemtable.SystemRelations;
import dev.slipher.storage.catalog.Catalog.CommentTarget;
import dev.slipher.storage.catalog.DatabaseDefinition;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.Privilege.Right;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.UserDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** What functions such as {@code pg_get_userbyid} find out, as one session sees the catalog. */
final class SessionCatalog implements CatalogLookup {
    private static final String GRANT_OPTION = " WITH GRANT OPTION";

    /** What PostgreSQL has a privilege for and there is no right to be given here, and a short name. */
    private static final Set<String> OTHER_PRIVILEGES = Set.of("TEMP", "CONNECT", "TRIGGER", "RULE");

    private final SessionContext context;
    private final StatementSystemContext systemContext;

    SessionCatalog(SessionContext context) {
        this.context = context;
        systemContext = new StatementSystemContext(context);
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
    public OptionalLong objectOid(CatalogObject kind, String name) {
        return switch (kind) {
            case RELATION -> relationOid(name);
            case TYPE -> SystemObjects.typeOid(name);
            case FUNCTION -> SystemObjects.functionOid(name);
            case SCHEMA -> schemaOid(unquoted(name));
            case ROLE -> oidOf(context.transaction().catalog().findUser(unquoted(name)));
        };
    }

    private static String unquoted(String name) {
        return name.replace("\"", "");
    }

    private static OptionalLong oidOf(Optional<? extends Definition> object) {
        return object.map(found -> OptionalLong.of(found.oid())).orElseGet(OptionalLong::empty);
    }

    private OptionalLong schemaOid(String name) {
        var system = Namespaces.findOid(name);
        if (system.isPresent()) {
            return system;
        }
        var schema = context.names().findSchema(name);
        return schema.isEmpty() && name.equals(TemporaryRelations.SCHEMA)
                ? context.temporary().tables().stream()
                        .mapToLong(table -> table.definition().schemaOid())
                        .findFirst()
                : oidOf(schema);
    }

    @Override
    public Optional<String> objectName(CatalogObject kind, long oid) {
        return switch (kind) {
            case RELATION -> relationName(oid);
            case TYPE -> TypeNames.find(oid, -1);
            case FUNCTION -> SystemObjects.function(oid).map(FunctionSignature::name);
            case SCHEMA ->
                Namespaces.findName(oid)
                        .or(() -> find(oid)
                                .filter(SchemaDefinition.class::isInstance)
                                .map(Definition::name)
                                .map(SessionCatalog::quoted));
            case ROLE -> userName(oid).map(SessionCatalog::quoted);
        };
    }

    private Optional<String> relationName(long oid) {
        var system = SystemRelations.all().stream().filter(r -> r.oid() == oid).findFirst();
        if (system.isPresent()) {
            return system.map(r -> isRelationVisible(oid) ? r.name() : r.schema() + "." + r.name());
        }
        return find(oid).flatMap(relation -> {
            var schema = switch (relation) {
                case TableDefinition table -> schemaName(table.schemaOid());
                case ViewDefinition view -> schemaName(view.schemaOid());
                default -> Optional.<String>empty();
            };
            var name = quoted(relation.name());
            return schema.map(s -> isFoundByName(relation) ? name : quoted(s) + "." + name);
        });
    }

    private Optional<String> schemaName(int oid) {
        return find(oid)
                .filter(SchemaDefinition.class::isInstance)
                .map(Definition::name)
                .or(() -> Optional.of(TemporaryRelations.SCHEMA));
    }

    private static String quoted(String name) {
        boolean plain = !name.isEmpty()
                && !ReservedWords.contains(name)
                && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c == '_' || c >= '0' && c <= '9')
                && !Character.isDigit(name.charAt(0));
        return plain ? name : QualifiedName.quote(name);
    }

    private OptionalLong relationOid(String name) {
        var parts = List.of(unquoted(name).split("\\."));
        if (parts.size() > 3) {
            return OptionalLong.empty();
        }
        return new SessionRelations(context, Optional.empty(), new Lookups())
                .resolve(new QualifiedName(parts, 0))
                .map(relation -> OptionalLong.of(relation.oid()))
                .orElseGet(OptionalLong::empty);
    }

    @Override
    public Optional<String> functionArguments(long oid) {
        return SystemObjects.function(oid)
                .map(f -> f.parameters().stream().map(TypeFamily::sqlName).collect(Collectors.joining(", ")));
    }

    @Override
    public Optional<String> functionResult(long oid) {
        return SystemObjects.function(oid).map(f -> f.result().sqlName());
    }

    @Override
    public Optional<String> indexColumn(long oid, int number) {
        return systemContext.get().constraintTexts().findColumn(oid, number);
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
        return systemContext
                .get()
                .constraintTexts()
                .find(oid, table -> relationName(table.oid()).orElse(table.name()));
    }

    @Override
    public long relationBytes(long oid) {
        return find(oid)
                .filter(TableDefinition.class::isInstance)
                .map(table -> context.table(table.oid()).contents().byteCount())
                .orElse(0L);
    }

    @Override
    public OptionalLong databaseBytes(String nameOrOid) {
        var catalog = context.transaction().catalog();
        var database = isOid(nameOrOid)
                ? find(Long.parseLong(nameOrOid)).filter(DatabaseDefinition.class::isInstance)
                : catalog.findDatabase(nameOrOid).map(Definition.class::cast);
        if (database.isEmpty()) {
            return OptionalLong.empty();
        }
        var schemas = catalog.schemas(database.get().oid()).stream()
                .map(SchemaDefinition::oid)
                .collect(Collectors.toSet());
        return OptionalLong.of(catalog.tables().stream()
                .filter(table -> schemas.contains(table.definition().schemaOid()))
                .mapToLong(table -> table.contents().byteCount())
                .sum());
    }

    @Override
    public Optional<String> setting(String name) {
        return Optional.of(context.settings().show(name));
    }

    @Override
    public boolean hasSetting(String name) {
        return context.settings().find(name).isPresent();
    }

    @Override
    public String set(String name, String value, boolean local) {
        var settings = context.settings();
        if (!local) {
            settings.set(name, value);
        } else if (context.transaction().isInBlock()) {
            settings.setLocal(name, value);
        } else {
            settings.checkValue(name, value);
            return value;
        }
        return settings.show(name);
    }

    private static boolean isOid(String text) {
        return !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(Character::isDigit);
    }

    private Optional<UserDefinition> user(String nameOrOid) {
        if (nameOrOid.isEmpty()) {
            return context.userDefinition();
        }
        return isOid(nameOrOid)
                ? find(Long.parseLong(nameOrOid))
                        .filter(UserDefinition.class::isInstance)
                        .map(UserDefinition.class::cast)
                : context.transaction().catalog().findUser(unquoted(nameOrOid));
    }

    @Override
    public boolean isMember(String user, String role) {
        var member = user(user);
        return member.isPresent() && (member.get().superuser() || user(role).equals(member));
    }

    @Override
    public boolean hasPrivilege(String user, String kind, String object, String privilege) {
        var who = user(user)
                .orElseThrow(() ->
                        new SlipherException(SqlState.UNDEFINED_OBJECT, "role \"%s\" does not exist".formatted(user)));
        var privileges = Arrays.stream(privilege.split(","))
                .map(words -> knownPrivilege(words.strip()))
                .toList();
        var found = isOid(object) ? find(Long.parseLong(object)) : named(kind, object);
        return who.superuser()
                || found.isPresent() && privileges.stream().anyMatch(words -> has(words, found.get(), who.oid()));
    }

    /**
     * Returns the object of a name; empty for a relation that the system makes.
     *
     * @throws SlipherException if there is no object of that name
     */
    private Optional<Definition> named(String kind, String object) {
        return switch (kind) {
            case "schema" -> {
                if (schemaOid(unquoted(object)).isEmpty()) {
                    throw missing(SqlState.INVALID_SCHEMA_NAME, kind, object);
                }
                yield context.names().findSchema(unquoted(object)).map(Definition.class::cast);
            }
            case "database" ->
                Optional.of(context.transaction()
                        .catalog()
                        .findDatabase(unquoted(object))
                        .orElseThrow(() -> missing(SqlState.INVALID_CATALOG_NAME, kind, object)));
            default -> {
                var oid = relationOid(object);
                yield find(oid.orElseThrow(() -> missing(SqlState.UNDEFINED_TABLE, "relation", object)));
            }
        };
    }

    private static SlipherException missing(SqlState state, String kind, String name) {
        return new SlipherException(state, "%s \"%s\" does not exist".formatted(kind, name));
    }

    private static String withoutOption(String words) {
        return words.endsWith(GRANT_OPTION) ? words.substring(0, words.length() - GRANT_OPTION.length()) : words;
    }

    private static String knownPrivilege(String words) {
        var capitals = words.toUpperCase(Locale.ROOT);
        var name = withoutOption(capitals);
        if (!OTHER_PRIVILEGES.contains(name)
                && Arrays.stream(Right.values()).noneMatch(right -> right.name().equals(name))) {
            throw new SlipherException(
                    SqlState.INVALID_PARAMETER_VALUE, "unrecognized privilege type: \"%s\"".formatted(words));
        }
        return capitals;
    }

    private boolean has(String words, Definition object, int userOid) {
        boolean option = words.endsWith(GRANT_OPTION);
        var name = withoutOption(words);
        var catalog = context.transaction().catalog();
        return Arrays.stream(Right.values())
                .filter(r -> r.name().equals(name.equals("TEMP") ? "TEMPORARY" : name))
                .anyMatch(right -> option
                        ? Grants.mayGrant(catalog, right, object, userOid)
                        : Rights.has(catalog, right, object, userOid));
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

    @Override
    public boolean cancelStatement(int processId) {
        return context.warehouse().cancelStatementOf(processId, context);
    }

    @Override
    public boolean endSession(int processId) {
        return context.warehouse().endSession(processId, context);
    }

    @Override
    public long lastCopyId() {
        return context.record().lastCopy().queryId();
    }

    @Override
    public long lastCopyCount() {
        return context.record().lastCopy().rowCount();
    }
}
