/**
 * What PayPal takes, by operation, as far as the add-on uses it: a property that is not here is faulted, until its schema is added. From the OpenAPI
 * descriptions of github.com/paypal/paypal-rest-api-specifications at ec4d8f36 (Apache-2.0, copyright PayPal), shortened, and repaired where an enum
 * and the limits beside it contradict each other.
 */
export const REQUEST_SCHEMAS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'POST /v2/checkout/orders': {
    type: 'object',
    required: ['intent', 'purchase_units'],
    properties: {
      intent: {
        type: 'string',
        enum: ['CAPTURE', 'AUTHORIZE'],
      },
      purchase_units: {
        type: 'array',
        minItems: 1,
        maxItems: 10,
        items: {
          type: 'object',
          required: ['amount'],
          properties: {
            reference_id: {
              type: 'string',
              minLength: 1,
              maxLength: 256,
            },
            amount: {
              type: 'object',
              required: ['currency_code', 'value'],
              properties: {
                currency_code: {
                  type: 'string',
                  minLength: 3,
                  maxLength: 3,
                },
                value: {
                  type: 'string',
                  maxLength: 32,
                  pattern: '^((-?[0-9]+)|(-?([0-9]+)?[.][0-9]+))$',
                },
              },
              additionalProperties: false,
            },
            custom_id: {
              type: 'string',
              minLength: 1,
              maxLength: 127,
            },
            invoice_id: {
              type: 'string',
              minLength: 1,
              maxLength: 127,
            },
            description: {
              type: 'string',
              minLength: 1,
              maxLength: 127,
            },
          },
          additionalProperties: false,
        },
      },
      payment_source: {
        type: 'object',
        properties: {
          paypal: {
            type: 'object',
            properties: {
              experience_context: {
                type: 'object',
                properties: {
                  brand_name: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 127,
                    pattern: '^.*$',
                  },
                  landing_page: {
                    type: 'string',
                    minLength: 1,
                    pattern: '^[0-9A-Z_]+$',
                    enum: ['LOGIN', 'GUEST_CHECKOUT', 'NO_PREFERENCE'],
                  },
                  shipping_preference: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 24,
                    pattern: '^[A-Z_]+$',
                    enum: ['GET_FROM_FILE', 'NO_SHIPPING', 'SET_PROVIDED_ADDRESS'],
                  },
                  user_action: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 8,
                    pattern: '^[0-9A-Z_]+$',
                    enum: ['CONTINUE', 'PAY_NOW'],
                  },
                  payment_method_preference: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 255,
                    pattern: '^[0-9A-Z_]+$',
                    enum: ['UNRESTRICTED', 'IMMEDIATE_PAYMENT_REQUIRED'],
                  },
                  return_url: {
                    type: 'string',
                    format: 'uri',
                  },
                  cancel_url: {
                    type: 'string',
                    format: 'uri',
                  },
                  locale: {
                    type: 'string',
                    maxLength: 10,
                    minLength: 2,
                    pattern: '^[a-z]{2}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$',
                  },
                },
                additionalProperties: false,
              },
            },
            additionalProperties: false,
          },
        },
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  },
  'POST /v2/checkout/orders/:id/capture': {
    type: 'object',
    additionalProperties: false,
  },
  'POST /v2/payments/captures/:id/refund': {
    type: 'object',
    properties: {
      amount: {
        type: 'object',
        required: ['currency_code', 'value'],
        properties: {
          currency_code: {
            type: 'string',
            minLength: 3,
            maxLength: 3,
          },
          value: {
            type: 'string',
            maxLength: 32,
            pattern: '^((-?[0-9]+)|(-?([0-9]+)?[.][0-9]+))$',
          },
        },
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  },
  'POST /v1/notifications/verify-webhook-signature': {
    type: 'object',
    required: ['auth_algo', 'cert_url', 'transmission_id', 'transmission_sig', 'transmission_time', 'webhook_id', 'webhook_event'],
    properties: {
      auth_algo: {
        type: 'string',
        maxLength: 100,
        pattern: '^[a-zA-Z0-9]+$',
      },
      cert_url: {
        type: 'string',
        maxLength: 500,
        format: 'uri',
      },
      transmission_id: {
        type: 'string',
        maxLength: 50,
        pattern: '^(?!\\d+$)\\w+\\S+',
      },
      transmission_sig: {
        type: 'string',
        maxLength: 500,
        pattern: '^(?!\\d+$)\\w+\\S+',
      },
      transmission_time: {
        type: 'string',
        maxLength: 100,
        format: 'date-time',
      },
      webhook_id: {
        type: 'string',
        maxLength: 50,
        pattern: '^[a-zA-Z0-9]+$',
      },
      webhook_event: {
        type: 'object',
      },
    },
    additionalProperties: false,
  },
  'POST /v1/notifications/webhooks': {
    type: 'object',
    required: ['url', 'event_types'],
    properties: {
      url: {
        type: 'string',
        format: 'uri',
        maxLength: 2048,
      },
      event_types: {
        type: 'array',
        maxItems: 500,
        items: {
          type: 'object',
          required: ['name'],
          properties: {
            name: {
              type: 'string',
            },
          },
          additionalProperties: false,
        },
      },
    },
    additionalProperties: false,
  },
};
