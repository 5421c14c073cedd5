export { createDependencies } from './inference/create-dependencies';
export { createNodes, createNodesV2 } from './inference/create-nodes';
export type { PlumblinePluginOptions } from './inference/plugin-options';

/** The name under which Nx reports the plugin. */
export const name = '@plumbline/nx';
