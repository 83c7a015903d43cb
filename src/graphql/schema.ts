import type { GraphQLSchema } from 'graphql';
import { addApiTokens } from './api-tokens.ts';
import { addAuditLog } from './audit-log.ts';
import { type Builder, createBuilder } from './builder.ts';
import { addCatalog } from './catalog.ts';
import { addCharge } from './charge.ts';
import { addConnection, addPageInfo } from './connection.ts';
import { addDownload } from './download.ts';
import { addImport } from './import.ts';
import { addImportChanges } from './import-changes.ts';
import { addImportEvent } from './import-event.ts';
import { addImportFailure } from './import-failure.ts';
import { addImportFilter } from './import-filter.ts';
import { addImportMutations } from './import-mutations.ts';
import { addImportParts } from './import-parts.ts';
import { addImportProgress } from './import-progress.ts';
import { addImportQueries } from './import-queries.ts';
import { addLaterPayloads } from './later-payloads.ts';
import { makeErrorsLocatable } from './locatable.ts';
import { addLogin } from './login.ts';
import { addMonthBefore } from './month-before.ts';
import { addNode } from './node.ts';
import { addPreview } from './preview.ts';
import { addProblems } from './problems.ts';
import { createRefs, type Refs } from './refs.ts';
import { addReprocessRows } from './reprocess-rows.ts';
import { addResults, type Results } from './results.ts';
import { addRowIssue } from './row-issue.ts';
import { addSaveOperador } from './save-operador.ts';
import { addSavePlantilla } from './save-plantilla.ts';
import { addScalars } from './scalars.ts';
import { guardScopes } from './scopes.ts';
import { addUsuario } from './usuario.ts';
import { addUsuarios } from './usuarios.ts';

/** The whole public contract. Reads and opens nothing: what resolvers need comes in their context. */
export function buildSchema(): GraphQLSchema {
  const builder = createBuilder();
  builder.queryType({ description: 'What can be asked for. Every field needs a session.' });
  builder.mutationType({
    description: 'What can be done. Errors that a client can do something about are data.',
  });
  builder.subscriptionType({
    description: 'What can be watched, over WebSocket (graphql-transport-ws) or server-sent events.',
  });
  addScalars(builder);
  const refs = createRefs(builder);
  const results = addResults(builder, refs);
  const inputs = addImportFilter(builder, refs);
  addNode(builder, refs);
  addUsuario(builder, refs);
  addLogin(builder, refs, results);
  addCatalog(builder, refs);
  addImport(builder, refs);
  addImportParts(builder, refs);
  addMonthBefore(builder, refs);
  addImportProgress(builder, refs);
  addImportFailure(builder, refs);
  addRowIssue(builder, refs);
  addDownload(builder, refs);
  addCharge(builder, refs);
  addImportEvent(builder, refs);
  addPageInfo(builder, refs);
  addConnection(builder, refs, refs.ImportConnection, refs.Import, { type: 'Import', items: 'imports' });
  addConnection(builder, refs, refs.RowIssueConnection, refs.RowIssue, { type: 'RowIssue', items: 'issues' });
  addConnection(builder, refs, refs.ChargeConnection, refs.Charge, { type: 'Charge', items: 'charges' });
  addConnection(builder, refs, refs.ImportEventConnection, refs.ImportEvent, {
    type: 'ImportEvent',
    items: 'events',
  });
  addImportQueries(builder, refs, inputs);
  addPreview(builder, refs, results);
  addImportMutations(builder, refs, results);
  addReprocessRows(builder, results);
  addImportChanges(builder, refs, inputs);
  addSavePlantilla(builder, refs, results);
  addAdministration(builder, refs, results);
  addProblems(builder, refs);
  addLaterPayloads(builder, refs);
  // Unsorted: the order of an enum, such as ImportAction, means something.
  const schema = builder.toSchema({ sortSchema: false });
  guardScopes(schema);
  makeErrorsLocatable(schema);
  return schema;
}

function addAdministration(builder: Builder, refs: Refs, results: Results): void {
  addUsuarios(builder, refs, results);
  addSaveOperador(builder, refs, results);
  addApiTokens(builder, refs, results);
  addAuditLog(builder, refs);
  addConnection(builder, refs, refs.UsuarioConnection, refs.Usuario, { type: 'Usuario', items: 'usuarios' });
  addConnection(builder, refs, refs.ApiTokenConnection, refs.ApiToken, {
    type: 'ApiToken',
    items: 'API tokens',
  });
  addConnection(builder, refs, refs.AuditEntryConnection, refs.AuditEntry, {
    type: 'AuditEntry',
    items: 'entries of the audit log',
  });
}
