// The local-provisioner makes `local` PersistentVolumes as folders below one root on the node it runs on.
//
// It runs as a host process beside the kubelet, with its own credentials: it may create and delete volumes, nothing else.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

type options struct {
	kubeconfig, root, node, name, healthAddress string
}

func parseOptions() (options, error) {
	var o options
	flag.StringVar(&o.kubeconfig, "kubeconfig", "", "kubeconfig file of this provisioner")
	flag.StringVar(&o.root, "root", "", "folder that holds the volumes; it must exist")
	flag.StringVar(&o.node, "node", "", "name of the node this process runs on")
	flag.StringVar(&o.name, "provisioner", "", "name the StorageClass gives in its field provisioner")
	flag.StringVar(&o.healthAddress, "health-address", "", "loopback host:port that answers /healthz")
	flag.Parse()
	for name, value := range map[string]string{
		"kubeconfig": o.kubeconfig, "root": o.root, "node": o.node, "provisioner": o.name, "health-address": o.healthAddress,
	} {
		if value == "" {
			return o, fmt.Errorf("--%s is missing", name)
		}
	}
	return o, nil
}

func run(ctx context.Context, o options) error {
	volumes, err := OpenVolumes(o.root)
	if err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", o.kubeconfig)
	if err != nil {
		return fmt.Errorf("reading --kubeconfig %s: %w", o.kubeconfig, err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("building a client from --kubeconfig %s: %w", o.kubeconfig, err)
	}
	health := &http.Server{Addr: o.healthAddress, Handler: healthHandler(client)}
	go func() {
		if err := health.ListenAndServe(); err != http.ErrServerClosed {
			klog.ErrorS(err, "Health endpoint stopped", "address", o.healthAddress)
			os.Exit(1)
		}
	}()
	// One node, one process: there is nobody to elect.
	controller.NewProvisionController(ctx, client, o.name, &provisioner{volumes: volumes, node: o.node},
		controller.LeaderElection(false)).Run(ctx)
	return health.Shutdown(context.Background())
}

// healthHandler answers 200 while the API server answers with these credentials.
func healthHandler(client kubernetes.Interface) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		if _, err := client.Discovery().ServerVersion(); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		}
	})
	return mux
}

func main() {
	o, err := parseOptions()
	if err != nil {
		fmt.Fprintln(os.Stderr, "local-provisioner:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "local-provisioner:", err)
		os.Exit(1)
	}
}
