import type { TargetPod } from '../../shared/domain/command.ts';

/** More than any kubelet takes. */
const maxPods = 1_024;
const maxContainers = 256;

/** Names as Kubernetes has them: of objects a DNS subdomain, of namespaces and containers a DNS label. */
const objectName = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const labelName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Looser than the UUIDs and SHA-256s that there are: only what could not be one name in a path is refused. */
const uid = /^[0-9a-zA-Z][0-9a-zA-Z-]{6,62}[0-9a-zA-Z]$/;
const containerId = /^[0-9a-zA-Z]{8,128}$/;

/** The first thing in a command's pods that names nothing, as a part of a sentence; undefined when there is none. */
export function checkPods(pods: readonly TargetPod[]): string | undefined {
  if (pods.length > maxPods) return `it has ${pods.length} target pods: at most ${maxPods} are possible`;
  for (const [at, pod] of pods.entries()) {
    const fault = checkPod(pod);
    if (fault !== undefined) return `target pod ${at + 1} ${fault}`;
  }
  const uids = new Set(pods.map((pod) => pod.uid));
  return uids.size < pods.length ? 'two of its target pods have the same uid' : undefined;
}

function checkPod(pod: TargetPod): string | undefined {
  if (!labelName.test(pod.namespace)) return 'has a namespace that no namespace can have';
  if (!objectName.test(pod.name)) return 'has a name that no pod can have';
  if (!uid.test(pod.uid)) return 'has a uid of another form than 8 to 64 letters, digits and dashes';
  if (pod.containers.length === 0) return 'names no container: name those whose processes may be seen';
  if (pod.containers.length > maxContainers) return `names more than ${maxContainers} containers`;
  for (const { name, id } of pod.containers) {
    if (!labelName.test(name)) return 'has a container with a name that no container can have';
    if (!containerId.test(id)) return 'has a container id of another form than 8 to 128 letters and digits';
  }
  return undefined;
}
