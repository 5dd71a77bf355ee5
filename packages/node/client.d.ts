/// <reference types="@unwasi/core/client" />
