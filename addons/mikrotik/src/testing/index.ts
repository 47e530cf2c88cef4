export { OTHER_CERTIFICATE, ROUTER_CERTIFICATE } from './certificates.js';
export { EmulatedApi } from './emulated-api.js';
export { EmulatedRouter } from './emulated-router.js';
