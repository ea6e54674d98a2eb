package dev.slipher.leader.systemtable;

import static dev.slipher.leader.systemtable.Namespaces.PG_CATALOG;

import dev.slipher.compute.expression.function.FunctionKind;
import dev.slipher.compute.expression.function.FunctionSignature;
import dev.slipher.compute.expression.function.TypeFamily;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.format.WireType;
import java.util.List;

/** {@code pg_proc}, from the registry of functions, and the relations around it. */
final class FunctionRelations {
    static final List<SystemRelation> ALL = List.of(
            SystemRelation.table(
                    1255,
                    PG_CATALOG,
                    "pg_proc",
                    "oid oid, proname name, pronamespace oid, proowner oid, prolang oid, procost float4, "
                            + "prorows float4, provariadic oid, prosupport oid, prokind char, prosecdef bool, "
                            + "proleakproof bool, proisstrict bool, proretset bool, provolatile char, "
                            + "proparallel char, pronargs int2, pronargdefaults int2, prorettype oid, "
                            + "proargtypes oidvector, proallargtypes oid[], proargmodes text[], proargnames text[], "
                            + "proargdefaults text, protrftypes oid[], prosrc text, probin text, "
                            + "prosqlbody text, proconfig text[], proacl text[]",
                    FunctionRelations::functions),
            SystemRelation.view(
                    12_860,
                    PG_CATALOG,
                    "pg_proc_info",
                    "prooid oid, proname name, pronamespace oid, proowner oid, prolang oid, prokind char, "
                            + "prosecdef bool, proisstrict bool, proretset bool, provolatile char, pronargs int2, "
                            + "prorettype oid, proargtypes oidvector, proallargtypes oid[], proargmodes text[], "
                            + "proargnames text[], prosrc text, probin text, proacl text[]",
                    FunctionRelations::functionInfo),
            SystemRelation.table(
                    2612,
                    PG_CATALOG,
                    "pg_language",
                    "oid oid, lanname name, lanowner oid, lanispl bool, lanpltrusted bool, lanplcallfoid oid, "
                            + "laninline oid, lanvalidator oid, lanacl text[]",
                    (_, rows) -> rows.add(12, "internal", Namespaces.SYSTEM_OWNER_OID, false, false, 0, 0, 0, null)),
            SystemRelation.table(
                    2600,
                    PG_CATALOG,
                    "pg_aggregate",
                    "aggfnoid oid, aggkind char, aggnumdirectargs int2, aggtransfn oid, aggfinalfn oid, "
                            + "aggcombinefn oid, aggsortop oid, aggtranstype oid",
                    (_, _) -> {}),
            SystemRelation.table(
                    2617,
                    PG_CATALOG,
                    "pg_operator",
                    "oid oid, oprname name, oprnamespace oid, oprowner oid, oprkind char, oprcanmerge bool, "
                            + "oprcanhash bool, oprleft oid, oprright oid, oprresult oid, oprcom oid, "
                            + "oprnegate oid, oprcode oid, oprrest oid, oprjoin oid",
                    (_, _) -> {}),
            SystemRelation.table(
                    2605,
                    PG_CATALOG,
                    "pg_cast",
                    "oid oid, castsource oid, casttarget oid, castfunc oid, castcontext char, castmethod char",
                    (_, _) -> {}));

    private static final int INTERNAL_LANGUAGE = 12;

    private FunctionRelations() {}

    /** Redshift's view of {@code pg_proc}, which its drivers read. */
    private static void functionInfo(SystemContext context, RowCollector rows) {
        for (int i = 0; i < SystemObjects.functions().size(); i++) {
            var signature = SystemObjects.functions().get(i);
            rows.add(
                    SystemObjects.functionOid(i),
                    signature.name(),
                    Namespaces.PG_CATALOG_OID,
                    Namespaces.SYSTEM_OWNER_OID,
                    INTERNAL_LANGUAGE,
                    kind(signature.kind()),
                    false,
                    signature.strict(),
                    false,
                    volatility(signature),
                    signature.parameters().size(),
                    typeOid(signature.result()),
                    argumentTypes(signature),
                    null,
                    null,
                    null,
                    signature.name(),
                    null,
                    null);
        }
    }

    private static List<Integer> argumentTypes(FunctionSignature signature) {
        return signature.parameters().stream().map(FunctionRelations::typeOid).toList();
    }

    private static String volatility(FunctionSignature signature) {
        return switch (signature.volatility()) {
            case IMMUTABLE -> "i";
            case STABLE -> "s";
            case VOLATILE -> "v";
        };
    }

    private static void functions(SystemContext context, RowCollector rows) {
        for (int i = 0; i < SystemObjects.functions().size(); i++) {
            var signature = SystemObjects.functions().get(i);
            var arguments = argumentTypes(signature);
            rows.add(
                    SystemObjects.functionOid(i),
                    signature.name(),
                    Namespaces.PG_CATALOG_OID,
                    Namespaces.SYSTEM_OWNER_OID,
                    INTERNAL_LANGUAGE,
                    1,
                    0,
                    0,
                    0,
                    kind(signature.kind()),
                    false,
                    false,
                    signature.strict(),
                    false,
                    volatility(signature),
                    "s",
                    arguments.size(),
                    0,
                    typeOid(signature.result()),
                    arguments,
                    null,
                    null,
                    null,
                    null,
                    null,
                    signature.name(),
                    null,
                    null,
                    null,
                    null);
        }
    }

    private static String kind(FunctionKind kind) {
        return switch (kind) {
            case SCALAR -> "f";
            case AGGREGATE -> "a";
            case WINDOW -> "w";
        };
    }

    private static int typeOid(TypeFamily family) {
        SqlType widest = family.widest();
        return family == TypeFamily.ANY ? 2_276 : WireType.of(widest).oid();
    }
}
