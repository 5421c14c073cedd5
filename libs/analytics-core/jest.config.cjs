module.exports = {
  displayName: 'analytics-core',
  preset: '../../jest.preset.js',
  coverageDirectory: '../../coverage/libs/analytics-core',
};
