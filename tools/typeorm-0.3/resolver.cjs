const resolve = require('@nx/jest/plugins/resolver');

/** Whoever asks for TypeORM gets the 0.3 that is installed under another name, from where that can be found. */
module.exports = (request, options) => resolve(request === 'typeorm' ? 'typeorm-0.3' : request, options);
