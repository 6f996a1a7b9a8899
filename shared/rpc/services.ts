import { loadServices } from './load-services.ts';

/** The services of `toe.v1`, loaded once for a process. */
export const services: ReturnType<typeof loadServices> = loadServices();
