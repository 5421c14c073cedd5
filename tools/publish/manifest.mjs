/**
 * The package.json that is published, from the one in the workspace: the entries point to what was built, and only what
 * is imported is a dependency.
 *
 * @param {object} source the manifest in the workspace
 * @param {object} built
 * @param {readonly string[]} built.entries names of the public entries
 * @param {readonly string[]} built.json JSON files that others read through the package
 * @param {readonly string[]} built.files what is published
 * @param {ReadonlySet<string>} built.imports packages that the code or the declarations import
 * @param {ReadonlySet<string>} built.bundled packages that became part of the code
 */
export function publishedManifest(source, { entries, json, files, imports, bundled }) {
  const { dependencies = {}, peerDependencies = {}, bin, ...rest } = source;
  const known = { ...dependencies, ...peerDependencies };
  const unlisted = [...imports].filter((name) => known[name] === undefined);
  if (unlisted.length > 0)
    throw new Error(`${source.name} imports what its package.json does not list: ${unlisted.join(', ')}`);
  // A peer may be what loads the package, as Nx loads a plugin.
  const unused = Object.keys(dependencies).filter((name) => !imports.has(name) && !bundled.has(name));
  if (unused.length > 0)
    throw new Error(`${source.name} lists what it does not import: ${unused.join(', ')}`);
  return {
    ...rest,
    main: './index.js',
    types: './index.d.ts',
    ...(bin === undefined ? {} : { bin }),
    exports: {
      ...Object.fromEntries(
        entries.map((name) => [exportName(name), { types: `./${name}.d.ts`, default: `./${name}.js` }]),
      ),
      ...Object.fromEntries(['package.json', ...json].map((name) => [`./${name}`, `./${name}`])),
    },
    files,
    dependencies: Object.fromEntries(Object.entries(dependencies).filter(([name]) => imports.has(name))),
    ...(Object.keys(peerDependencies).length === 0 ? {} : { peerDependencies }),
  };
}

function exportName(entry) {
  return entry === 'index' ? '.' : `./${entry}`;
}
