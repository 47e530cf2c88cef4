import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { DATABASE } from '../kernel/database/database.js';
import { OPERATION_SERVICE, OperationService } from './operation-service.js';

export function registerOperations(container: DependencyContainer): void {
  container.register(OPERATION_SERVICE, {
    useFactory: instanceCachingFactory((c) => new OperationService(c.resolve(CONTRIBUTIONS), c.resolve(DATABASE), c.resolve(AUDIT_LOG))),
  });
}
