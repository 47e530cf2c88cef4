export * from '../radius/codec/index.js';
export * from '../radius/codec/raw-packets.test.helper.js';
export { type RadiusProcess, startRadiusProcess } from '../radius/radius-process.js';
export { CoaPeer } from '../radius/testing/coa-peer.js';
export { RadiusFixture, TEST_ACTOR as RADIUS_TEST_ACTOR, TEST_SECRET } from '../radius/testing/radius-fixture.js';
export { RecordingLogger } from '../radius/testing/recording-logger.js';
