import { describe, expect, it } from 'vitest';
import { services } from '../../shared/rpc/services.ts';
import { type JsonObject, toStruct } from '../../shared/rpc/struct.ts';
import type { Access } from '../identity/identity-provider.ts';
import { methodAccess } from './method-access.ts';

/** As `create powertools in prod`. */
function describeAccess({ verb, group, resource, subresource, namespace, name }: Access): string {
  expect(group).toBe(resource === 'pods' ? '' : 'toe.run');
  const object = `${resource}${subresource === '' ? '' : `/${subresource}`}${name === '' ? '' : ` ${name}`}`;
  return `${verb} ${object} in ${namespace === '' ? 'all' : namespace}`;
}

const object = { namespace: 'prod', name: 'x' };
const needs = (accesses: readonly Access[]): readonly string[] => accesses.map(describeAccess);

function rightsFor(spec: JsonObject, namespace = 'prod'): readonly string[] {
  // The Struct as it comes out of the wire: every value names its kind.
  const struct = services.CaptureService.service.PreviewCapture.requestDeserialize(
    services.CaptureService.service.PreviewCapture.requestSerialize({ namespace, spec: toStruct(spec) }),
  );
  return needs(methodAccess.PreviewCapture.needs(struct, 'toe-system'));
}

describe('the rights of each method', () => {
  it('has a row for every method of the service', () => {
    expect(Object.keys(methodAccess).toSorted()).toEqual(
      Object.keys(services.CaptureService.service).toSorted(),
    );
  });

  it('maps methods to verbs on powertools', () => {
    const read = { ...object, key: 'k', offset: 0, limit: 0, follow: false, decompress: false };
    expect(needs(methodAccess.ListNodes.needs({}, 'h'))).toEqual(['list powertools in all']);
    expect(needs(methodAccess.ListTools.needs({}, 'h'))).toEqual(['list powertools in all']);
    expect(needs(methodAccess.ListCaptures.needs({ namespace: '' }, 'h'))).toEqual([
      'list powertools in all',
    ]);
    expect(needs(methodAccess.ListCaptures.needs(object, 'h'))).toEqual(['list powertools in prod']);
    expect(needs(methodAccess.GetCapture.needs(object, 'h'))).toEqual(['get powertools x in prod']);
    expect(needs(methodAccess.WatchCapture.needs(object, 'h'))).toEqual(['get powertools x in prod']);
    expect(needs(methodAccess.StopCapture.needs(object, 'h'))).toEqual(['update powertools x in prod']);
    expect(needs(methodAccess.DeleteCapture.needs(object, 'h'))).toEqual(['delete powertools x in prod']);
    expect(needs(methodAccess.ListArtifacts.needs({ ...object, growing: false, kept: false }, 'h'))).toEqual([
      'get powertools/artifacts x in prod',
    ]);
    expect(needs(methodAccess.FetchArtifacts.needs(object, 'h'))).toEqual([
      'get powertools/artifacts x in prod',
    ]);
    expect(needs(methodAccess.ReadArtifact.needs(read, 'h'))).toEqual(['get powertools/artifacts x in prod']);
    const nowhere = { namespace: '', name: 'x' };
    expect(needs(methodAccess.GetCapture.needs(nowhere, 'h'))).toEqual(['get powertools x in default']);
  });

  it.each<JsonObject>([
    { nodeNames: ['a'] },
    { nodeSelector: { matchLabels: { pool: 'blue' } } },
    { allNodes: true },
    { labelSelector: {}, allNodes: true },
    { sample: { maxNodes: 1 } },
    { everything: true },
    {},
  ])('asks for whole nodes where targets are %j', (targets) => {
    expect(rightsFor({ tool: { name: 'perf' }, targets })).toEqual([
      'create powertools in prod',
      'use powertoolconfigs perf in toe-system',
      'capture nodes in all',
    ]);
  });

  it('asks for the pods of all namespaces where targets choose among namespaces', () => {
    const targets = { labelSelector: {}, namespaceSelector: {}, container: 'app' };
    expect(rightsFor({ tool: { name: 'perf' }, targets })).toEqual([
      'create powertools in prod',
      'use powertoolconfigs perf in toe-system',
      'list pods in all',
    ]);
  });

  it.each<JsonObject>([
    { labelSelector: { matchLabels: { app: 'web' } } },
    { labelSelector: {}, container: 'app', sample: { maxNodes: 1 }, waitFor: '5s' },
  ])('does not where they are pods alone: %j', (targets) => {
    expect(rightsFor({ tool: { name: 'perf' }, targets })).toEqual([
      'create powertools in prod',
      'use powertoolconfigs perf in toe-system',
    ]);
  });

  it('takes what is no target for nodes, and asks for no tool where none is named', () => {
    expect(rightsFor({}, '')).toEqual(['create powertools in default', 'capture nodes in all']);
    expect(rightsFor({ tool: 'perf', targets: [1] })).toEqual([
      'create powertools in prod',
      'capture nodes in all',
    ]);
  });

  it('asks the same for a capture as for its preview', () => {
    const request = { ...object, generateName: '', spec: null };
    const { CreateCapture, PreviewCapture } = methodAccess;
    expect(CreateCapture.needs(request, 'h')).toEqual(PreviewCapture.needs(request, 'h'));
  });
});
