import { existsSync } from 'node:fs';

/** What these tests are told by the environment. */
export interface Settings {
  /** Path of the kubeconfig of somebody who may do everything. */
  readonly kubeconfig: string;
  /** Called as `COMMAND NAME CONTEXT [-f FILE]`: builds an image and lets every node have it. */
  readonly buildImage: string;
  /** What stands before NAME where pods name the image. */
  readonly imagePrefix: string;
}

/** Throws an Error that says all that is needed. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const { KUBECONFIG = '', TOE_E2E_BUILD_IMAGE = '', TOE_E2E_IMAGE_PREFIX = 'localhost/' } = environment;
  const missing = [
    ...(KUBECONFIG === ''
      ? ['KUBECONFIG: the kubeconfig of a cluster without TOE, as an administrator']
      : []),
    ...(TOE_E2E_BUILD_IMAGE === ''
      ? [
          `TOE_E2E_BUILD_IMAGE: a command that takes NAME CONTEXT [-f FILE], builds the image and loads it into the cluster's nodes as ${TOE_E2E_IMAGE_PREFIX}NAME`,
        ]
      : []),
  ];
  if (missing.length > 0)
    throw new Error(
      `Cannot run the tests in a cluster: not set: ${missing.join('; ')}: see docs/kubernetes.md`,
    );
  if (!existsSync(KUBECONFIG))
    throw new Error(
      `Cannot run the tests in a cluster: KUBECONFIG names "${KUBECONFIG}", which is not there`,
    );
  return { kubeconfig: KUBECONFIG, buildImage: TOE_E2E_BUILD_IMAGE, imagePrefix: TOE_E2E_IMAGE_PREFIX };
}
