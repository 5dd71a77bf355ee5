/// <reference types="@unwasi/vite/client" />
