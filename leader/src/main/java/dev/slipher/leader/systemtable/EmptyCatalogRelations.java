package dev.slipher.leader.systemtable;

import java.util.List;

/**
 * Relations of {@code pg_catalog} that are empty here in truth, because the things they list do not exist; clients ask
 * for them all the same.
 */
final class EmptyCatalogRelations {
    static final List<SystemRelation> ALL = List.of(
            table(
                    2602,
                    "pg_amop",
                    "oid oid, amopfamily oid, amoplefttype oid, amoprighttype oid, amopstrategy int2, amoppurpose "
                            + "char, amopopr oid, amopmethod oid, amopsortfamily oid"),
            table(
                    2603,
                    "pg_amproc",
                    "oid oid, amprocfamily oid, amproclefttype oid, amprocrighttype oid, amprocnum int2, amproc oid"),
            view(
                    12085,
                    "pg_available_extension_versions",
                    "name name, version text, installed bool, superuser bool, trusted bool, relocatable bool, "
                            + "schema name, requires name[], comment text"),
            view(
                    12081,
                    "pg_available_extensions",
                    "name name, default_version text, installed_version text, comment text"),
            table(
                    2607,
                    "pg_conversion",
                    "oid oid, conname name, connamespace oid, conowner oid, conforencoding int4, contoencoding "
                            + "int4, conproc oid, condefault bool"),
            table(
                    826,
                    "pg_default_acl",
                    "oid oid, defaclrole oid, defaclnamespace oid, defaclobjtype char, defaclacl text[]"),
            table(3501, "pg_enum", "oid oid, enumtypid oid, enumsortorder float4, enumlabel name"),
            table(
                    3466,
                    "pg_event_trigger",
                    "oid oid, evtname name, evtevent name, evtowner oid, evtfoid oid, evtenabled char, evttags "
                            + "text[]"),
            table(
                    3079,
                    "pg_extension",
                    "oid oid, extname name, extowner oid, extnamespace oid, extrelocatable bool, extversion text, "
                            + "extconfig oid[], extcondition text[]"),
            table(
                    2328,
                    "pg_foreign_data_wrapper",
                    "oid oid, fdwname name, fdwowner oid, fdwhandler oid, fdwvalidator oid, fdwacl text[], "
                            + "fdwoptions text[]"),
            table(
                    1417,
                    "pg_foreign_server",
                    "oid oid, srvname name, srvowner oid, srvfdw oid, srvtype text, srvversion text, srvacl text[], "
                            + "srvoptions text[]"),
            table(3118, "pg_foreign_table", "ftrelid oid, ftserver oid, ftoptions text[]"),
            table(2611, "pg_inherits", "inhrelid oid, inhparent oid, inhseqno int4, inhdetachpending bool"),
            table(3394, "pg_init_privs", "objoid oid, classoid oid, objsubid int4, privtype char, initprivs text[]"),
            table(2613, "pg_largeobject", "loid oid, pageno int4, data text"),
            table(2995, "pg_largeobject_metadata", "oid oid, lomowner oid, lomacl text[]"),
            view(
                    12038,
                    "pg_matviews",
                    "schemaname name, matviewname name, matviewowner name, tablespace name, hasindexes bool, "
                            + "ispopulated bool, definition text"),
            table(
                    2616,
                    "pg_opclass",
                    "oid oid, opcmethod oid, opcname name, opcnamespace oid, opcowner oid, opcfamily oid, opcintype "
                            + "oid, opcdefault bool, opckeytype oid"),
            table(2753, "pg_opfamily", "oid oid, opfmethod oid, opfname name, opfnamespace oid, opfowner oid"),
            table(6243, "pg_parameter_acl", "oid oid, parname text, paracl text[]"),
            table(
                    3350,
                    "pg_partitioned_table",
                    "partrelid oid, partstrat char, partnatts int2, partdefid oid, partattrs int2[], partclass "
                            + "oid[], partcollation oid[], partexprs text"),
            view(
                    12018,
                    "pg_policies",
                    "schemaname name, tablename name, policyname name, permissive text, roles name[], cmd text, "
                            + "qual text, with_check text"),
            table(
                    3256,
                    "pg_policy",
                    "oid oid, polname name, polrelid oid, polcmd char, polpermissive bool, polroles oid[], polqual "
                            + "text, polwithcheck text"),
            view(
                    12090,
                    "pg_prepared_xacts",
                    "transaction int4, gid text, prepared timestamptz, owner name, database name"),
            table(
                    6104,
                    "pg_publication",
                    "oid oid, pubname name, pubowner oid, puballtables bool, pubinsert bool, pubupdate bool, "
                            + "pubdelete bool, pubtruncate bool, pubviaroot bool"),
            table(6237, "pg_publication_namespace", "oid oid, pnpubid oid, pnnspid oid"),
            table(6106, "pg_publication_rel", "oid oid, prpubid oid, prrelid oid, prqual text, prattrs int2[]"),
            view(
                    12068,
                    "pg_publication_tables",
                    "pubname name, schemaname name, tablename name, attnames name[], rowfilter text"),
            table(
                    3541,
                    "pg_range",
                    "rngtypid oid, rngsubtype oid, rngmultitypid oid, rngcollation oid, rngsubopc oid, rngcanonical "
                            + "oid, rngsubdiff oid"),
            table(6000, "pg_replication_origin", "roident oid, roname text"),
            view(
                    12332,
                    "pg_replication_origin_status",
                    "local_id oid, external_id text, remote_lsn text, local_lsn text"),
            view(
                    12257,
                    "pg_replication_slots",
                    "slot_name name, plugin name, slot_type text, datoid oid, database name, temporary bool, active"
                        + " bool, active_pid int4, xmin int4, catalog_xmin int4, restart_lsn text, confirmed_flush_lsn"
                        + " text, wal_status text, safe_wal_size int8, two_phase bool"),
            view(12023, "pg_rules", "schemaname name, tablename name, rulename name, definition text"),
            table(3596, "pg_seclabel", "objoid oid, classoid oid, objsubid int4, provider text, label text"),
            view(
                    12099,
                    "pg_seclabels",
                    "objoid oid, classoid oid, objsubid int4, objtype text, objnamespace oid, objname text, "
                            + "provider text, label text"),
            table(
                    2224,
                    "pg_sequence",
                    "seqrelid oid, seqtypid oid, seqstart int8, seqincrement int8, seqmax int8, seqmin int8, "
                            + "seqcache int8, seqcycle bool"),
            view(
                    12048,
                    "pg_sequences",
                    "schemaname name, sequencename name, sequenceowner name, data_type oid, start_value int8,"
                        + " min_value int8, max_value int8, increment_by int8, cycle bool, cache_size int8, last_value"
                        + " int8"),
            table(
                    1214,
                    "pg_shdepend",
                    "dbid oid, classid oid, objid oid, objsubid int4, refclassid oid, refobjid oid, deptype char"),
            table(3592, "pg_shseclabel", "objoid oid, classoid oid, provider text, label text"),
            table(
                    2619,
                    "pg_statistic",
                    "starelid oid, staattnum int2, stainherit bool, stanullfrac float4, stawidth int4, stadistinct"
                        + " float4, stakind1 int2, stakind2 int2, stakind3 int2, stakind4 int2, stakind5 int2, staop1"
                        + " oid, staop2 oid, staop3 oid, staop4 oid, staop5 oid, stacoll1 oid, stacoll2 oid, stacoll3"
                        + " oid, stacoll4 oid, stacoll5 oid, stanumbers1 text, stanumbers2 text, stanumbers3 text,"
                        + " stanumbers4 text, stanumbers5 text, stavalues1 text, stavalues2 text, stavalues3 text,"
                        + " stavalues4 text, stavalues5 text"),
            table(
                    3381,
                    "pg_statistic_ext",
                    "oid oid, stxrelid oid, stxname name, stxnamespace oid, stxowner oid, stxstattarget int4, "
                            + "stxkeys int2[], stxkind text[], stxexprs text"),
            table(
                    3429,
                    "pg_statistic_ext_data",
                    "stxoid oid, stxdinherit bool, stxdndistinct text, stxddependencies text, stxdmcv text, "
                            + "stxdexpr text"),
            view(
                    12053,
                    "pg_stats",
                    "schemaname name, tablename name, attname name, inherited bool, null_frac float4, avg_width int4,"
                        + " n_distinct float4, most_common_vals text, most_common_freqs text, histogram_bounds text,"
                        + " correlation float4, most_common_elems text, most_common_elem_freqs text,"
                        + " elem_count_histogram text"),
            view(
                    12058,
                    "pg_stats_ext",
                    "schemaname name, tablename name, statistics_schemaname name, statistics_name name,"
                        + " statistics_owner name, attnames name[], exprs text[], kinds text[], inherited bool,"
                        + " n_distinct text, dependencies text, most_common_vals text[], most_common_val_nulls text,"
                        + " most_common_freqs text, most_common_base_freqs text"),
            view(
                    12063,
                    "pg_stats_ext_exprs",
                    "schemaname name, tablename name, statistics_schemaname name, statistics_name name,"
                        + " statistics_owner name, expr text, inherited bool, null_frac float4, avg_width int4,"
                        + " n_distinct float4, most_common_vals text, most_common_freqs text, histogram_bounds text,"
                        + " correlation float4, most_common_elems text, most_common_elem_freqs text,"
                        + " elem_count_histogram text"),
            table(
                    6100,
                    "pg_subscription",
                    "oid oid, subdbid oid, subskiplsn text, subname name, subowner oid, subenabled bool, subbinary "
                            + "bool, substream bool, subtwophasestate char, subdisableonerr bool, subconninfo text, "
                            + "subslotname name, subsynccommit text, subpublications text[]"),
            table(6102, "pg_subscription_rel", "srsubid oid, srrelid oid, srsubstate char, srsublsn text"),
            table(3576, "pg_transform", "oid oid, trftype oid, trflang oid, trffromsql oid, trftosql oid"),
            table(
                    2620,
                    "pg_trigger",
                    "oid oid, tgrelid oid, tgparentid oid, tgname name, tgfoid oid, tgtype int2, tgenabled char,"
                            + " tgisinternal bool, tgconstrrelid oid, tgconstrindid oid, tgconstraint oid, tgdeferrable"
                            + " bool, tginitdeferred bool, tgnargs int2, tgattr int2[], tgargs text, tgqual text,"
                            + " tgoldtable name, tgnewtable name"),
            table(3602, "pg_ts_config", "oid oid, cfgname name, cfgnamespace oid, cfgowner oid, cfgparser oid"),
            table(3603, "pg_ts_config_map", "mapcfg oid, maptokentype int4, mapseqno int4, mapdict oid"),
            table(
                    3600,
                    "pg_ts_dict",
                    "oid oid, dictname name, dictnamespace oid, dictowner oid, dicttemplate oid, dictinitoption "
                            + "text"),
            table(
                    3601,
                    "pg_ts_parser",
                    "oid oid, prsname name, prsnamespace oid, prsstart oid, prstoken oid, prsend oid, prsheadline "
                            + "oid, prslextype oid"),
            table(3764, "pg_ts_template", "oid oid, tmplname name, tmplnamespace oid, tmplinit oid, tmpllexize oid"),
            table(1418, "pg_user_mapping", "oid oid, umuser oid, umserver oid, umoptions text[]"),
            view(
                    12327,
                    "pg_user_mappings",
                    "umid oid, srvid oid, srvname name, umuser oid, usename name, umoptions text[]"));

    private EmptyCatalogRelations() {}

    private static SystemRelation table(int oid, String name, String columns) {
        return SystemRelation.table(oid, "pg_catalog", name, columns, (_, _) -> {});
    }

    private static SystemRelation view(int oid, String name, String columns) {
        return SystemRelation.view(oid, "pg_catalog", name, columns, (_, _) -> {});
    }
}
