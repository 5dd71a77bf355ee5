/// <reference types="@unwasi/core/client-include" />
